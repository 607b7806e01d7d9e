# shellcheck shell=sh
# Sourced by the launchers. A password among the options would stand in the list of processes, for
# everybody on the machine to see: from here on it is in the environment, which only its owner reads.
words=$#
while [ "$words" -gt 0 ]; do
    word=$1
    shift
    words=$((words - 1))
    case $word in
        --mqtt-password | --mqtt-url)
            # In two words; without the second one the program says what is wrong.
            if [ "$words" -gt 0 ]; then
                word=$word=$1
                shift
                words=$((words - 1))
            fi
            ;;
    esac
    case $word in
        --mqtt-password=?*)
            export TIMEGUARD_MQTT_PASSWORD="${word#*=}"
            unset TIMEGUARD_MQTT_PASSWORD_FILE
            ;;
        --mqtt-url=*:*@*)
            export TIMEGUARD_MQTT_URL="${word#*=}"
            unset TIMEGUARD_MQTT_HOST TIMEGUARD_MQTT_EMBEDDED
            ;;
        *) set -- "$@" "$word" ;;
    esac
done
unset word words
