package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an {@link Analysis} found. Durations are microseconds unless they say otherwise; values of
 * fields are numbers as on the wire.
 *
 * @param zone in which times are shown
 * @param switchZone of the switches' wall clocks, in whose time minutes and days are meant
 * @param marks what was noted, in order; the first thousand
 */
public record Findings(
        Recording recording,
        ZoneId zone,
        ZoneId switchZone,
        List<Device> devices,
        List<Marked> marks) {

    /**
     * What the recording holds as a whole.
     *
     * @param isTimed whether it says when things were; otherwise a frame counts as a second
     * @param frames each counted once, however often it was recorded on its way
     * @param doubles frames seen again on another leg, or with other addresses, and not counted
     * @param invalid datagrams that hold no valid frame
     * @param unreadable places that could not be read
     * @param dropped datagrams that a gateway dropped, which are looked at no further
     * @param markCount all of them, listed or not
     * @param others frames of devices beyond those that are looked at
     * @param isCut whether there was more to remember than there is memory for: then lists of
     *     changes end early
     */
    public record Recording(
            boolean isTimed,
            Optional<Instant> first,
            Optional<Instant> last,
            long frames,
            long doubles,
            long invalid,
            long unreadable,
            long dropped,
            long markCount,
            long others,
            boolean isCut) {}

    /** A mark and when it was set. */
    public record Marked(Instant at, String text) {}

    /**
     * What a device said and was told.
     *
     * @param kinds in order of first sight
     * @param exchanges requests and their answers, by the kind of the request
     * @param fields what nobody has explained, the most telling first
     * @param series what can be drawn over time
     */
    public record Device(
            DeviceId id,
            long frames,
            Optional<Instant> first,
            Optional<Instant> last,
            List<KindCount> kinds,
            List<Exchange> exchanges,
            Reports reports,
            Clock clock,
            Loss loss,
            Optional<Figures> relayed,
            List<UnknownField> fields,
            List<Series> series) {}

    /**
     * How often a kind was seen.
     *
     * @param examples the params of the first different ones in hex, where the kind is unknown
     */
    public record KindCount(
            String kind,
            boolean isUnknown,
            boolean fromServer,
            long count,
            long repeats,
            Optional<Instant> last,
            List<String> examples) {}

    /**
     * Requests of a kind.
     *
     * @param requests without their repeats
     * @param repeats the same request again
     * @param open not answered when the recording ended
     * @param latency from the first sending to the answer
     */
    public record Exchange(
            String request,
            boolean fromServer,
            long requests,
            long answered,
            long repeats,
            long unanswered,
            long open,
            Optional<Figures> latency) {}

    /** How values are spread; the quantiles are those of a sample of at most 2048. */
    public record Figures(
            long count,
            long min,
            long lowerQuarter,
            long median,
            long upperQuarter,
            long p95,
            long max) {}

    /**
     * The regular reports.
     *
     * @param interval between two of them
     * @param gapCount all intervals over 2.5 times the usual
     * @param gaps the longest of these, at most 20
     */
    public record Reports(Optional<Figures> interval, long gapCount, List<Gap> gaps) {}

    /** A time without reports. */
    public record Gap(Instant from, Instant to, long missed) {}

    /**
     * What the clocks say.
     *
     * @param uptimeGain how much faster the device counts than the recording, in millionths;
     *     nothing where it is too short to say
     * @param uptimeError give or take so much
     * @param told what the server told, less the time of the recording, in seconds
     * @param boost minute of the week that a boost is told to start at, less that of its first
     *     report in the switches' zone
     * @param restarts when the uptime fell; the first 100
     */
    public record Clock(
            Optional<Double> uptimeGain,
            double uptimeError,
            Optional<Figures> told,
            Optional<Figures> boost,
            long restartCount,
            List<Instant> restarts) {}

    /**
     * What the device's own count of messages says.
     *
     * @param missing numbers that were left out
     * @param jumps how often some were
     */
    public record Loss(long seen, long missing, long jumps) {}

    /** How often a field held a value. */
    public record ValueCount(long value, long count) {}

    /** A value as people read it, and how often it was seen. */
    public record Value(String text, long count) {}

    /**
     * A field that nobody has explained.
     *
     * @param kind in which messages: {@code PingRequest}
     * @param offset in bytes from the frame's start
     * @param samples in how many frames it was seen
     * @param values whole, in hex; the most frequent first
     * @param isMany whether there are more than are told apart
     * @param views readings of its bytes that do not overlap, the most telling first; empty where
     *     it is always the same
     * @param guesses for the whole: where it never changes, or reads as text
     */
    public record UnknownField(
            String kind,
            String field,
            int offset,
            int length,
            long samples,
            List<Value> values,
            boolean isMany,
            List<View> views,
            List<Guess> guesses) {

        /** How telling its best guess is. */
        public double score() {
            double best = 0;
            for (View view : views) {
                for (Guess guess : view.guesses()) {
                    best = Math.max(best, guess.score());
                }
            }
            return best;
        }
    }

    /**
     * One way to read some of a field.
     *
     * @param label {@code byte 0}, {@code bit 3 of byte 0}, {@code bytes 0-1 as u16}
     * @param changes how often it changed
     * @param isBusy whether at nearly every report
     * @param counted in how many messages the values were counted: fewer than all, the first ones,
     *     where it changed too often for more
     * @param changedAt when, the first twenty times
     * @param guesses the best first
     */
    public record View(
            String label,
            long changes,
            boolean isBusy,
            List<Value> values,
            boolean isMany,
            long counted,
            List<Instant> changedAt,
            List<Guess> guesses) {}

    /** What something may be. */
    public enum Sort {
        FOLLOWS,
        COUNTER,
        TIME,
        COPY,
        LENGTH,
        TEXT,
        FLAG,
        MEASURED,
        RANDOM,
        CONSTANT
    }

    /**
     * What a field may be, and what speaks for it. Never more than a guess.
     *
     * @param source with which other field or event it goes; empty where with none
     * @param sentence in words
     * @param evidence the numbers, a sentence each
     * @param score 0 to 1: for its place among the guesses, not a probability
     * @param delay from the other's change to its own
     * @param alike others that explain it as well, or nearly
     */
    public record Guess(
            Sort sort,
            String source,
            String sentence,
            List<String> evidence,
            double score,
            Optional<Figures> delay,
            List<String> alike) {

        /** One that goes with nothing else. */
        static Guess ofItself(Sort sort, String sentence, List<String> evidence, double score) {
            return new Guess(sort, "", sentence, evidence, score, Optional.empty(), List.of());
        }
    }

    /**
     * Something to draw over time.
     *
     * @param at microseconds since 1970
     * @param values what it was from then on
     * @param labels names of values; empty where they are numbers
     * @param isSampled whether only some changes are there
     */
    public record Series(
            String name,
            FieldSort sort,
            long from,
            long until,
            List<Long> at,
            List<Long> values,
            Map<Long, String> labels,
            boolean isSampled) {}
}
