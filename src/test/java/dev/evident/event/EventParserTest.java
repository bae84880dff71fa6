package dev.evident.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.event.Problem.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {
    private static final String GOOD = "{\"event_type\":\"login\",\"user_id\":\"u1\",\"variant_data\":{}}";
    private final EventParser parser = new EventParser(1 << 20);

    @Test
    void keepsTheBytesAndRemovesOnlySpaceBetweenTokens() {
        String pretty =
                " {\r\n\t\"event_type\" : \"log \\\" in\",\n \"user_id\":\"ü\\u00fc\\/\",\"variant_data\": { \"n\" : [ 1 , -0.10e+5 ] } } \n";

        assertThat(parse(pretty))
                .isEqualTo(
                        "{\"event_type\":\"log \\\" in\",\"user_id\":\"ü\\u00fc\\/\",\"variant_data\":{\"n\":[1,-0.10e+5]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740993", "1e400", "0.1000", "-0", "1E+2", "123456789012345678901234567890.10"})
    void keepsNumbersDigitForDigit(String number) {
        String json = event("{\"n\":" + number + "}");

        assertThat(parse(json)).isEqualTo(json);
    }

    @Test
    void keepsUnknownTopLevelFields() {
        String json =
                "{\"trace\":{\"a\":[null,true]},\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":{},\"z\":1}";

        assertThat(parse(json)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"user_id":"u","variant_data":{}}                                           | event_type   | event_type is missing.
                    {"event_type":"t","variant_data":{}}                                        | user_id      | user_id is missing.
                    {"event_type":"t","user_id":"u"}                                            | variant_data | variant_data is missing.
                    {"event_type":"","user_id":"u","variant_data":{}}                           | event_type   | event_type must have 1 to 200 characters; it has 0.
                    {"event_type":"t","user_id":7,"variant_data":{}}                            | user_id      | user_id must be a string, not a number.
                    {"event_type":"t","user_id":null,"variant_data":{}}                         | user_id      | user_id must be a string, not null.
                    {"event_type":["t"],"user_id":"u","variant_data":{}}                        | event_type   | event_type must be a string, not an array.
                    {"event_type":"t","user_id":"u","variant_data":[]}                          | variant_data | variant_data must be a JSON object, not an array.
                    {"event_type":"t","user_id":"u","variant_data":"x"}                         | variant_data | variant_data must be a JSON object, not a string.
                    {"event_type":"t","user_id":"u","variant_data":{},"source":{}}              | source       | source must be a string, not an object.
                    {"event_type":"t","user_id":"u","variant_data":{},"dedup_key":""}           | dedup_key    | dedup_key must have 1 to 200 characters; it has 0.
                    {"event_type":"t","user_id":"u","variant_data":{},"occurred_at":"today"}    | occurred_at  | occurred_at must be an RFC 3339 time such as "2026-11-23T05:14:24Z".
                    {"event_type":"t","user_id":"u","variant_data":{},"occurred_at":"2026-02-30T00:00:00Z"} | occurred_at | occurred_at must be an RFC 3339 time such as "2026-11-23T05:14:24Z".
                    {"event_type":"t","user_id":"u","variant_data":{},"id":"x"}                 | id           | "id" is added by the service and must not be sent.
                    {"event_type":"t","user_id":"u","variant_data":{},"seq":1}                  | seq          | "seq" is added by the service and must not be sent.
                    {"event_type":"t","user_id":"u","variant_data":{},"timestamp":"x"}          | timestamp    | "timestamp" is added by the service and must not be sent.
                    {"event_type":"t","user_id":"u","variant_data":{},"redacted":{}}            | redacted     | "redacted" is added by the service and must not be sent.
                    {"event_type":"evident.started","user_id":"u","variant_data":{}}            | event_type   | event_type must not start with "evident.": that is for the service itself.
                    """)
    void namesTheFieldAtFault(String json, String field, String detail) {
        Problem problem = refused(json);

        assertThat(problem.kind()).isEqualTo(Kind.INVALID_EVENT);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.detail()).isEqualTo(detail);
    }

    @Test
    void countsCharactersRatherThanBytesOrSurrogates() {
        String longest = "😀".repeat(200);

        assertThat(parse(event("{}").replace("\"u1\"", "\"" + longest + "\""))).contains(longest);
        assertThat(refused(event("{}").replace("\"u1\"", "\"" + longest + "x\""))
                        .detail())
                .isEqualTo("user_id must have 1 to 200 characters; it has 201.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "null",
                "42",
                "\"text\"",
                "[]",
                "{",
                "{\"event_type\":\"t\"",
                "not json",
                "{'event_type':'t'}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1}//x",
                "{\"a\":\"tab\there\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "\uFEFF{}"
            })
    void refusesWhatIsNotOneJsonObject(String json) {
        assertThat(refused(json).kind().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "x", "null", "]", "\\u0000", ","})
    void refusesTrailingBytes(String trailing) {
        assertThat(refused(GOOD + " " + trailing).kind()).isEqualTo(Kind.MALFORMED_JSON);
    }

    @Test
    void refusesDuplicateKeysAtEveryLevelAndSaysWhere() {
        assertThat(refused("{\"user_id\":\"a\",\"user_id\":\"b\"}").field()).isEqualTo("user_id");
        Problem deep = refused(event("{\"a\":[{\"b\":{\"c\":1,\"\\u0063\":2}}]}"));
        assertThat(deep.kind()).isEqualTo(Kind.MALFORMED_JSON);
        assertThat(deep.field()).isEqualTo("variant_data.a.b.c");
    }

    @Test
    void takes64LevelsAndNot65() {
        String nested62 = "[".repeat(62) + "]".repeat(62); // inside variant_data, inside the event

        assertThat(parse(event("{\"a\":" + nested62 + "}"))).contains(nested62);
        Problem problem = refused(event("{\"a\":[" + nested62 + "]}"));
        assertThat(problem.detail()).isEqualTo("An event has at most 64 levels.");
        assertThat(refused(event("{\"a\":" + "[".repeat(100_000) + "}")).kind().status())
                .isEqualTo(400);
    }

    @Test
    void takes10000FieldsAndNotOneMore() {
        assertThat(parse(event(fields(9_997)))).isNotEmpty();
        assertThat(refused(event(fields(9_998))).detail()).isEqualTo("An event has at most 10000 fields.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud800",
                "\\udc00",
                "\\ud800x",
                "\\ud800\\n",
                "\\ud800\\u0041",
                "\\udc00\\ud800",
                "\\u0000",
                "a\\u0000b"
            })
    void refusesEscapesThatAreNoCharacter(String escape) {
        assertThat(refused(event("{\"a\":\"" + escape + "\"}")).kind()).isEqualTo(Kind.MALFORMED_JSON);
        assertThat(refused(event("{\"" + escape + "\":1}")).kind()).isEqualTo(Kind.MALFORMED_JSON);
    }

    @Test
    void keepsEscapedPairsAsTheyAre() {
        String json = event("{\"a\":\"\\uD83D\\ude00 \\\\u0000 \\u0001\"}");

        assertThat(parse(json)).isEqualTo(json);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[][] invalid = {
            {(byte) 0xc3, (byte) 0x28}, // truncated sequence
            {(byte) 0xc0, (byte) 0xaf}, // overlong
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, // surrogate
            {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // beyond U+10FFFF
            {(byte) 0xff}
        };
        for (byte[] bytes : invalid) {
            String json = event("{\"a\":\"" + new String(bytes, ISO_8859_1) + "\"}");
            assertThatThrownBy(() -> parser.parse(json.getBytes(ISO_8859_1), null))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage("The body is not valid UTF-8.");
        }
        for (byte[] utf16 : List.of(GOOD.getBytes(UTF_16LE), GOOD.getBytes(UTF_16BE))) {
            assertThatThrownBy(() -> parser.parse(utf16, null)).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void refusesNumbersTooLongToBeNumbers() {
        assertThat(parse(event("{\"n\":" + "1".repeat(1_000) + "}"))).isNotEmpty();
        assertThat(refused(event("{\"n\":" + "1".repeat(1_001) + "}")).kind()).isEqualTo(Kind.MALFORMED_JSON);
    }

    @Test
    void refusesAnEventOverTheLimitByOneByte() {
        EventParser small = new EventParser(GOOD.length());

        assertThat(small.parse((" " + GOOD + " ").getBytes(UTF_8), null).size()).isEqualTo(GOOD.length());
        assertThatThrownBy(() -> small.parse(GOOD.replace("u1", "u12").getBytes(UTF_8), null))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo(Kind.TOO_LARGE));
    }

    @Test
    void stampsTheTenantOfTheSender() {
        assertThat(parser.parse(GOOD.getBytes(UTF_8), "acme \"x\"").text())
                .isEqualTo(GOOD.substring(0, GOOD.length() - 1) + ",\"tenant\":\"acme \\\"x\\\"\"}");
        String own = GOOD.replace("}}", "},\"tenant\":\"acme\"}");
        assertThat(parser.parse(own.getBytes(UTF_8), "acme").text()).isEqualTo(own);
        assertThatThrownBy(() -> parser.parse(own.getBytes(UTF_8), "other"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo(Kind.FORBIDDEN));
    }

    @Test
    void readsLinesAndSkipsEmptyOnes() {
        String second = event("{ \"n\" : 2 }");

        assertThat(parser.parseLines(("\n" + GOOD + "\r\n  \n" + second).getBytes(UTF_8), null))
                .extracting(EventBody::text)
                .containsExactly(GOOD, event("{\"n\":2}"));
    }

    @Test
    void namesEveryBadLineOfABatch() {
        byte[] batch = (GOOD + "\nnonsense\n" + GOOD + "\n{\"event_type\":\"t\"}\n").getBytes(UTF_8);

        Problem problem = catchThrowableOfType(ProblemException.class, () -> parser.parseLines(batch, null))
                .problem();

        assertThat(problem.kind()).isEqualTo(Kind.INVALID_BATCH);
        assertThat(problem.members().get("invalid")).isEqualTo(2);
        assertThat(places(problem, "line")).containsExactly(2, 4);
    }

    @Test
    void readsAnArrayAndNamesItsBadElements() {
        assertThat(parser.parseArray(("[ " + GOOD + " ,\n" + event("{ }") + "]").getBytes(UTF_8), null))
                .extracting(EventBody::text)
                .containsExactly(GOOD, event("{}"));

        byte[] bad = ("[" + GOOD + ",{\"user_id\":[{}]},7,[{}]," + GOOD + "]").getBytes(UTF_8);
        Problem problem = catchThrowableOfType(ProblemException.class, () -> parser.parseArray(bad, null))
                .problem();
        assertThat(places(problem, "index")).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[", "[{}", "[] []", "[,]", "[{},]", "[]"})
    void refusesWhatIsNotAnArrayOfEvents(String json) {
        assertThatThrownBy(() -> parser.parseArray(json.getBytes(UTF_8), null))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().kind().status()).isEqualTo(400));
    }

    @Test
    void neverThrowsAnythingButAProblemWhateverIsCutOff() {
        byte[] json = event("{\"a\":[1,\"\\ud83d\\ude00ü\",{\"b\":null}]}").getBytes(UTF_8);

        for (int length = 0; length < json.length; length++) {
            byte[] cut = Arrays.copyOf(json, length);
            assertThatThrownBy(() -> parser.parse(cut, null)).isInstanceOf(ProblemException.class);
        }
    }

    private String parse(String json) {
        return parser.parse(json.getBytes(UTF_8), null).text();
    }

    private Problem refused(String json) {
        return catchThrowableOfType(ProblemException.class, () -> parser.parse(json.getBytes(UTF_8), null))
                .problem();
    }

    private static List<Object> places(Problem problem, String name) {
        List<?> errors = (List<?>) Objects.requireNonNull(problem.members().get("errors"));
        return errors.stream()
                .<Object>map(error -> ((Map<?, ?>) error).get(name))
                .toList();
    }

    private static String event(String data) {
        return "{\"event_type\":\"t\",\"user_id\":\"u1\",\"variant_data\":" + data + "}";
    }

    private static String fields(int count) {
        StringBuilder fields = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            fields.append(i == 0 ? "" : ",").append("\"f").append(i).append("\":0");
        }
        return fields.append('}').toString();
    }
}
