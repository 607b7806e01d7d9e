package io.github.timeguardmqtt.app.settings;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** A value that one of our converters refuses, in a sentence that says what would be right. */
public final class WrongValue extends TypeConversionException {

    private static final long serialVersionUID = 1;

    WrongValue(IllegalArgumentException refused) {
        super(String.valueOf(refused.getMessage()));
    }

    /**
     * What is wrong with a value, in one sentence without the option's name.
     *
     * @param error about a value of an option or a parameter
     */
    public static String reason(ParameterException error) {
        if (error.getCause() instanceof WrongValue refused) {
            return String.valueOf(refused.getMessage());
        }
        ArgSpec argument = error.getArgSpec();
        String value = Values.shown(error.getValue());
        if (argument.arity().max() == 0) {
            return "expected true or false, not \"%s\"".formatted(value);
        }
        return argument.type().isEnum()
                ? "\"%s\" is none of %s"
                        .formatted(
                                value,
                                Arrays.stream(argument.type().getEnumConstants())
                                        .map(one -> one.toString().toLowerCase(Locale.ROOT))
                                        .collect(joining(", ")))
                : "\"%s\" is not possible".formatted(value);
    }
}
