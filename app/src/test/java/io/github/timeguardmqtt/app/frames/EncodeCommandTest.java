package io.github.timeguardmqtt.app.frames;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.capture.text.Lines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodeCommandTest {

    private static final String RAW = "fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf";

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    {"kind":"PingResponse","deviceId":"12345678","params":{"time":1626211087}} -> fad41000ffffffff000f0400ff000000785634120f03ee60b0c12ddf
                    {"type":0,"flags":15,"deviceId":"12345678","params":{"time":1626211087}} -> fad41000ffffffff000f0400ff000000785634120f03ee60b0c12ddf
                    {"kind":"GetHolidayRequest","sequence":162,"unknown":"5f636f","deviceId":"12345678"} -> fad40c00ffffffff090c0000a25f636f7856341202bf2ddf
                    {"kind":"SetWorkModeRequest","sequence":3,"deviceId":"12345678","params":{"workMode":2}} -> fad40d00ffffffff080e0100030000007856341202feff2ddf
                    {"type":8,"flags":14,"sequence":3,"deviceId":"12345678","params":{"raw":""}} -> fad40c00ffffffff080e000003000000785634125d502ddf
                    {"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf"} -> fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf
                    {"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf","params":{"workMode":2},"trailing":"ACE4"} -> fad40d007e35cdc208070100d3b1e156521a794e02558e2ddface4
                    {"raw":"fad41c003e02000000061000ff000000785634122a006400000000005c4d0000000000002e172ddf","params":{}} -> fad41c003e02000000061000ff000000785634122a006400000000005c4d0000000000002e172ddf
                    {"raw":"fad41c003e02000000061000ff000000785634122a006400000000005c4d0000000000002e172ddf","params":{"workMode":"AUTO","boost":{"type":0}}} -> fad41c003e02000000061000ff000000785634122a006400000000005c4d0000000000002e172ddf
                    {"type":0,"flags":15,"deviceId":"12345678","params":{"time":1.626211087e9}} -> fad41000ffffffff000f0400ff000000785634120f03ee60b0c12ddf
                    """)
    void what_follows_from_the_rest_may_be_left_out(String json, String hex) {
        assertThat(Ran.on(json, "encode")).isEqualTo(new Ran(0, hex + "\n", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    {"kind":"SetWorkModeRequest","sequence":3,"deviceId":"12345678","params":{"workMode":"AUTOO"}} -> params.workMode: "AUTOO" is not a work mode: expected AUTO, ALWAYS_OFF, ALWAYS_ON, HOLIDAY or 0..255
                    {"kind":"SetWorkModeRequest","sequence":3,"deviceId":"12345678","params":{"workMode":256}} -> params.workMode: 256 is not a work mode: expected AUTO, ALWAYS_OFF, ALWAYS_ON, HOLIDAY or 0..255
                    {"kind":"SetWorkModeRequest","sequence":3,"deviceId":"12345678","params":{"workMode":1,"mode":1}} -> params.mode: there is no such field here, only workMode
                    {"kind":"SetWorkModeReqest"} -> kind: "SetWorkModeReqest" is not a kind; did you mean SetWorkModeRequest?
                    {"kind":"SetAdvanceRequest","type":9,"params":{"advance":true}} -> kind: SetAdvanceRequest has type 12 and flags 14, not 9 and 14
                    {"kind":"SetAdvanceRequest","sequence":3,"deviceId":"12345678","params":{"advance":"yes"}} -> params.advance: "yes" is not what belongs here: expected true, false or 0..255
                    {"kind":"SetAdvanceRequest","sequence":3,"params":{"advance":true}} -> deviceId: is missing
                    {"kind":"SetAdvanceRequest","sequence":3,"deviceId":"1234567","params":{"advance":true}} -> deviceId: "1234567" is not what belongs here: expected eight hex digits
                    {"kind":"SetAdvanceRequest","deviceId":"12345678","params":{"advance":true}} -> sequence: is missing
                    {"kind":"SetAdvanceRequest","sequence":256,"deviceId":"12345678","params":{"advance":true}} -> sequence: 256 is not what belongs here: expected a whole number, 0..255
                    {"kind":"SetAdvanceRequest","sequence":1.5,"deviceId":"12345678","params":{"advance":true}} -> sequence: 1.5 is not what belongs here: expected a whole number, 0..255
                    {"kind":"SetAdvanceResponse","sequence":1,"deviceId":"12345678","params":{"advance":true}} -> messageId: is missing
                    {"kind":"SetAdvanceRequest","params":{"advance":null}} -> params.advance: null is not what belongs here: expected true, false or 0..255
                    {"kind":"GetCodeVersionResponse","params":{"codeVersion":"é"}} -> params.codeVersion: "é" is not US-ASCII
                    {"kind":"GetCodeVersionResponse","params":{"codeVersion":"12345678901234"}} -> params.codeVersion: has 14 bytes, but its field has 13
                    {"kind":"GetCodeVersionResponse","params":{"codeVersion":"1\\u0000"}} -> params.codeVersion: has a NUL, but a text ends there
                    {"type":12,"flags":14,"sequence":1,"deviceId":"12345678","params":{"raw":"01"}} -> type and flags are those of SetAdvanceRequest, which is not unknown
                    {"type":1,"flags":2,"params":{}} -> params.raw: is missing
                    {"valid":false,"reason":"magic"} -> valid: is false: there is no frame to encode
                    {"raw":"fad41c003e02000000061000ff000000785634122a006400000000005c4d0000000000002e172ddf","params":{"boost":{"type":1}}} -> params.boost.type: is "ONE_HOUR", but "OFF" in raw
                    {"raw":"fad41c003e02000000061000ff000000785634122a006400000000005c4d0000000000002e172ddf","paramsSize":15} -> params size is 15, but the params have 16 bytes
                    {"kind":"zz"} -> kind: "zz" is not a kind
                    {"kind":"PingResponse","deviceId":"12345678","params":{"time":1e99999999}} -> params.time: 1e99999999 is not what belongs here: expected a whole number, 0..4294967295
                    {"kind":"GetCodeVersionResponse","params":{"codeVersion":5}} -> params.codeVersion: 5 is not what belongs here: expected a string or {"hex":"..."}
                    {"raw":"fad4"} -> raw: is not a frame: ends after 2 bytes, but needs at least 24
                    {"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf00"} -> raw: goes on behind its frame
                    {"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf","messageId":4} -> messageId: is 4, but 3268228478 in raw
                    {"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf","params":{"workMode":"AUTO"}} -> params.workMode: is "AUTO", but "ALWAYS_ON" in raw
                    {"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf","kind":"PingRequest"} -> kind: raw is of kind SetWorkModeResponse
                    {"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf","more":[{"kind":"PingResponse","params":{"time":-1}}]} -> more[0].params.time: -1 is not what belongs here: expected a whole number, 0..4294967295
                    {"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf","more":[{"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf","trailing":"00"}]} -> more[0].trailing: there is no such field here, only raw, params, kind, type, flags, extra, messageId, paramsSize, sequence, unknown, deviceId
                    {"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf","raw":""} -> has the key "raw" twice
                    {"raw":"fad40d007e35cdc208070100d3b1e156521a794e02558e2ddf",} -> is not JSON at column 61: unexpected character ('}' (code 125)): was expecting double-quote to start field name
                    {} {} -> is not JSON at column 3: there is something behind the object
                    {"raw" -> is not JSON at column 7: unexpected end-of-input within/between Object entries
                    {"raw":01} -> is not JSON at column 9: invalid numeric value: Leading zeroes not allowed
                    {"raw":"\\ud800"} -> has half a surrogate pair in a string
                    {"raw":"\\x"} -> is not JSON at column 10: unrecognized character escape 'x' (code 120)
                    [1] -> is not a JSON object: it must start with {
                    fad4 -> is not a JSON object: it must start with {
                    `` -> is empty
                    """)
    void a_line_that_makes_no_frame_is_one_sentence_and_an_empty_line(String json, String error) {
        String good = "{\"raw\":\"" + RAW + "\"}\n";

        assertThat(Ran.on(good + json + "\n" + good, "encode"))
                .isEqualTo(new Ran(0, RAW + "\n\n" + RAW + "\n", "line 2: " + error + "\n"));
    }

    @Test
    void what_no_datagram_could_hold_is_an_error() {
        String json = "{\"raw\":\"" + RAW + "\",\"trailing\":\"" + "00".repeat(65_507) + "\"}";
        assertThat(Ran.on(json, "encode").err())
                .isEqualTo(
                        "line 1: all together are 65532 bytes, but a datagram has room for"
                                + " 65507\n");
    }

    @Test
    void strict_tells_whether_any_line_was_invalid() {
        assertThat(Ran.on("{\"raw\":\"" + RAW + "\"}", "encode", "--strict").exitCode()).isZero();
        assertThat(Ran.on("{}", "encode", "--strict").exitCode()).isEqualTo(1);
    }

    /** Such as {@code decode --json} prints between the frames of a recording. */
    @Test
    void a_mark_makes_no_frame_and_is_no_mistake() {
        String mark = "{\"mark\":\"pressed boost\",\"time\":\"2026-07-01T12:00:00Z\"}\n";
        assertThat(Ran.on(mark, "encode", "--strict")).isEqualTo(new Ran(0, "\n", ""));
    }

    @Test
    void input_that_is_not_utf8_or_nested_without_end_is_an_error_of_its_line() {
        assertThat(Ran.on(new byte[] {'{', (byte) 0xff, '}'}, "encode").err())
                .isEqualTo("line 1: is not valid UTF-8\n");
        assertThat(Ran.on("{\"params\":" + "[".repeat(100_000), "encode").err())
                .isEqualTo("line 1: is nested more than 16 deep\n");
        assertThat(Ran.on("1".repeat(Lines.MAX + 1), "encode").err())
                .isEqualTo("line 1: has over 1048576 bytes\n");
    }
}
