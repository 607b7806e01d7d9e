package io.github.timeguardmqtt.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;

/** Frames of a seed: all kinds, values seldom seen, and what networks and enemies make of them. */
final class RandomFrames {

    private static final String[] CHARACTERS = {
        "a", "Z", "0", " ", "\"", "\\", "\n", "\u007f", "é", "ß", "ж", "中", "\ufeff", "\uffff", "🔥"
    };

    private static final List<Kind> KINDS = List.of(Kind.values());

    private final Random random;

    RandomFrames(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    Bytes bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    /** A valid frame. */
    Bytes frame() {
        Kind kind = KINDS.get(below(KINDS.size()));
        boolean unknown = kind == Kind.UNKNOWN;
        int type = unknown ? below(16) : kind.type();
        int flags = unknown ? below(16) : kind.flags();
        Bytes params = params(unknown ? Kind.of(type, flags) : kind);
        int told = params.size();
        switch (below(6)) {
            case 0 -> params = Wire.concat(params, bytes(below(24)));
            case 1 -> {
                params = Wire.concat(params, bytes(below(24)));
                told = params.size();
            }
            case 2 -> told = below(params.size() + 1);
            default -> {}
        }
        return Wire.around(
                Wire.concat(
                        Bytes.of(type, flags),
                        Wire.u16(told),
                        bytes(4), // sequence, unknown
                        bytes(4), // device
                        params));
    }

    private Bytes params(Kind kind) {
        Bytes params =
                kind == Kind.UNKNOWN
                        ? bytes(below(200))
                        : edges(bytes(kind.paramsSize()).toArray());
        return switch (kind) {
            case GET_SCHEDULE_RESPONSE, SET_SCHEDULE_REQUEST, SET_SCHEDULE_RESPONSE ->
                    Wire.concat(params.slice(0, 37), name());
            case SET_SCHEDULE_NAME_REQUEST -> Wire.concat(params.slice(0, 1), name());
            case REPORT_CODE_VERSION_REQUEST,
                    REPORT_CODE_VERSION_RESPONSE,
                    GET_CODE_VERSION_RESPONSE ->
                    below(4) == 0 ? params : padded(digits(below(14)), 13);
            default -> params;
        };
    }

    /** Zeros, ones and small values more often than chance would have them. */
    private Bytes edges(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            switch (below(4)) {
                case 0 -> bytes[i] = 0;
                case 1 -> bytes[i] = (byte) below(5);
                case 2 -> bytes[i] = (byte) (below(2) * 0xff);
                default -> {}
            }
        }
        return Bytes.wrap(bytes);
    }

    private Bytes name() {
        StringBuilder text = new StringBuilder();
        int characters = below(30);
        for (int i = 0; i < characters; i++) {
            text.append(CHARACTERS[below(CHARACTERS.length)]);
        }
        Bytes all = Bytes.wrap(text.toString().getBytes(UTF_8));
        return switch (below(8)) {
            case 0 -> edges(bytes(50).toArray()); // seldom UTF-8, something behind the NUL
            case 1 -> padded(bytes(below(51)), 50);
            default -> padded(all.slice(0, Math.min(50, all.size())), 50); // cut anywhere
        };
    }

    private Bytes digits(int count) {
        byte[] digits = new byte[count];
        for (int i = 0; i < count; i++) {
            digits[i] = (byte) ('0' + below(10));
        }
        return Bytes.wrap(digits);
    }

    private static Bytes padded(Bytes text, int size) {
        return Wire.concat(text, Wire.zeros(size - text.size()));
    }

    /** A frame that lost, gained or changed something, mostly with a right checksum again. */
    Bytes mutated() {
        Bytes frame = frame();
        return switch (below(7)) {
            case 0 -> frame.slice(0, below(frame.size() + 1));
            case 1 -> Wire.with(frame, below(frame.size()), below(256));
            case 2 -> Wire.concat(frame, bytes(below(40)));
            case 3 -> Wire.concat(frame, mutated());
            case 4 -> {
                Bytes payload = frame.slice(8, frame.size() - 12);
                yield Wire.around(Wire.with(payload, below(4), below(256)));
            }
            case 5 -> Wire.around(bytes(below(40)));
            default -> {
                int at = below(frame.size() + 1);
                yield Wire.concat(frame.slice(0, at), bytes(below(8)), frame.from(at));
            }
        };
    }

    /** Frames, pieces of frames, false beginnings and garbage. */
    Bytes stream() {
        Bytes[] parts = new Bytes[1 + below(12)];
        for (int i = 0; i < parts.length; i++) {
            parts[i] =
                    switch (below(8)) {
                        case 0 -> bytes(below(60));
                        case 1 -> Bytes.of(0xfa, 0xd4);
                        case 2 -> Bytes.of(0xfa);
                        case 3 -> falseStart();
                        case 4 -> mutated();
                        default -> frame();
                    };
        }
        return below(20) == 0
                ? Wire.concat(Wire.concat(parts), bytes(1000 + below(1200)), frame())
                : Wire.concat(parts);
    }

    /** A head that says that up to some hundred bytes belong to it. */
    private Bytes falseStart() {
        return Wire.concat(
                Bytes.of(0xfa, 0xd4),
                Wire.u16(12 + below(400)),
                bytes(4),
                Bytes.of(below(16), below(16), below(12), 0));
    }
}
