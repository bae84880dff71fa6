package dev.evident.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {
    private static final String GOOD = "{\"event_type\":\"login\",\"user_id\":\"u1\",\"variant_data\":{}}";
    private final EventParser parser = new EventParser(1 << 20);

    @Test
    void keepsTheBytesAndRemovesOnlySpaceBetweenTokens() {
        String pretty = " {\r\n"
                + "\t\"event_type\" : \"log \\\" in\",\n"
                + " \"user_id\":\"ü\\u00fc\\/\",\"variant_data\": { \"n\" : [ 1 , -0.10e+5 ] } } \n";

        assertThat(parse(pretty))
                .isEqualTo("{\"event_type\":\"log \\\""
                        + " in\",\"user_id\":\"ü\\u00fc\\/\",\"variant_data\":{\"n\":[1,-0.10e+5]}}");
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
                    {"event_type":"","user_id":"u","variant_data":{}}                           | event_type   | event_type must have 1 to 256 characters; it has 0.
                    {"event_type":"t","user_id":7,"variant_data":{}}                            | user_id      | user_id must be a string, not a number.
                    {"event_type":"t","user_id":null,"variant_data":{}}                         | user_id      | user_id must be a string, not null.
                    {"event_type":["t"],"user_id":"u","variant_data":{}}                        | event_type   | event_type must be a string, not an array.
                    {"event_type":"t","user_id":"u","variant_data":[]}                          | variant_data | variant_data must be a JSON object, not an array.
                    {"event_type":"t","user_id":"u","variant_data":"x"}                         | variant_data | variant_data must be a JSON object, not a string.
                    {"event_type":"t","user_id":"u","variant_data":{},"source":{}}              | source       | source must be a string, not an object.
                    {"event_type":"t","user_id":"u","variant_data":{},"dedup_key":""}           | dedup_key    | dedup_key must have 1 to 1024 characters; it has 0.
                    {"event_type":"t","user_id":"u","variant_data":{},"occurred_at":"today"}    | occurred_at  | occurred_at must be an RFC 3339 time such as "2026-11-23T05:14:24Z".
                    {"event_type":"t","user_id":"u","variant_data":{},"occurred_at":"2026-02-30T00:00:00Z"} | occurred_at | occurred_at must be an RFC 3339 time such as "2026-11-23T05:14:24Z".
                    {"event_type":"t","user_id":"u","variant_data":{},"id":"x"}                 | id           | "id" is added by the service and must not be sent.
                    {"event_type":"t","user_id":"u","variant_data":{},"seq":1}                  | seq          | "seq" is added by the service and must not be sent.
                    {"event_type":"t","user_id":"u","variant_data":{},"timestamp":"x"}          | timestamp    | "timestamp" is added by the service and must not be sent.
                    {"event_type":"t","user_id":"u","variant_data":{},"redacted":{}}            | redacted     | "redacted" is added by the service and must not be sent.
                    {"event_type":"evident.started","user_id":"u","variant_data":{}}            | event_type   | event_type must not start with "evident." or what looks like it: that is for the service itself.
                    {"event_type":"t","user_id":"u","variant_data":{},"source":"evident"}       | source       | source must not be "evident" or what looks like it: that is the service itself.
                    """)
    void namesTheFieldAtFault(String json, String field, String detail) {
        Problem problem = refused(json);

        assertThat(problem.kind()).isEqualTo(Kind.INVALID_EVENT);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.detail()).isEqualTo(detail);
    }

    @Test
    void countsCharactersRatherThanBytesOrSurrogates() {
        String longest = "😀".repeat(1_024);

        assertThat(parse(event("{}").replace("\"u1\"", "\"" + longest + "\""))).contains(longest);
        assertThat(refused(event("{}").replace("\"u1\"", "\"" + longest + "x\""))
                        .detail())
                .isEqualTo("user_id must have 0 to 1024 characters; it has 1025.");
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
                "\uFEFF\uFEFF{}",
                "{\uFEFF}",
                "\uFEFF"
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
    void keepsEscapesThatAreNoCharacter(String escape) {
        String value = event("{\"a\":\"" + escape + "\"}");
        String key = event("{\"" + escape + "\":1}");
        String user = event("{}").replace("\"u1\"", "\"" + escape + "\"");

        assertThat(parse(value)).isEqualTo(value);
        assertThat(parse(key)).isEqualTo(key);
        assertThat(parse(user)).isEqualTo(user);
    }

    @Test
    void tellsHalvesOfPairsApartInKeysOfEvents() {
        List<DedupKey> keys = Stream.of("\\ud800", "\\udbff", "\\udc00", "?", "\\u0000", "\\ufffd", "\\ud800\\udc00")
                .map(text -> GOOD.replace("}}", "},\"dedup_key\":\"" + text + "\"}"))
                .map(json -> parser.parse(json.getBytes(UTF_8), null).dedupKey())
                .distinct()
                .toList();

        assertThat(keys).hasSize(7);
        assertThat(refused(event("{\"\\ud800\":1,\"\\uD800\":2}")).kind()).isEqualTo(Kind.MALFORMED_JSON);
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(parse("\uFEFF" + GOOD)).isEqualTo(GOOD);
        assertThat(parser.parseArray(("\uFEFF [" + GOOD + ", " + GOOD + "]").getBytes(UTF_8), null)
                        .events())
                .extracting(NewEvent::text)
                .containsExactly(GOOD, GOOD);
        assertThat(parser.parseLines(("\uFEFF" + GOOD + "\n\uFEFF" + GOOD + "\n\uFEFF\n").getBytes(UTF_8), null)
                        .events())
                .extracting(NewEvent::text)
                .containsExactly(GOOD, GOOD);
    }

    /** Whatever is wrong, the detail names no library, no feature of one, and nothing that was sent. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {"a":NaN}            | NaN and Infinity are not JSON numbers. (column 9)
                    {"a":-Infinity}      | NaN and Infinity are not JSON numbers. (column 15)
                    {"a":01}             | A number must not begin with a zero that is followed by digits. (column 7)
                    {"a":+1}             | A number must not begin with a plus sign. (column 7)
                    {"a":.5}             | A number must have a digit before its point. (column 6)
                    {"a":1.}             | A number must have a digit after its point. (column 8)
                    {"a":1e}             | A number must have a digit in its exponent. (column 8)
                    {"a":-x}             | A number is not written as JSON writes numbers. (column 7)
                    {"a":secretword}     | A word is none of true, false and null; strings stand in double quotes. (column 17)
                    {"a":'secret'}       | Strings and names stand in double quotes. (column 6)
                    {secret:1}           | A field's name in double quotes is missing. (column 2)
                    {"a" 1}              | A colon between a name and its value is missing. (column 6)
                    {"a":1 "secret":2}   | A comma between two values is missing. (column 8)
                    {"a":[1}             | A bracket or brace closes what another one opened. (column 8)
                    {"a":"\\secret"}     | A backslash in a string begins none of JSON's escapes. (column 8)
                    {"a":"\\u12"}        | \\u in a string must be followed by four hexadecimal digits. (column 11)
                    {"a":1, /*secret*/}  | JSON has no comments. (column 9)
                    {"a":1,"a":2}        | A name stands twice in one object. (column 11)
                    {"a":"secret         | The JSON ends before it is complete. (column 13)
                    secret               | A word is none of true, false and null; strings stand in double quotes. (column 7)
                    """)
    void saysWhatIsWrongInWordsOfItsOwn(String json, String detail) {
        assertThat(refused(json).detail()).isEqualTo(detail);
    }

    @Test
    void namesNoLibraryWhateverIsWrong() {
        Random random = new Random(11);
        String noise = "{}[]\",:'\\u0123456789+-.eEtruefalsnN/#\u0000\u0001\t\n \u00e9";
        Set<String> details = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder json = new StringBuilder("{\"a\":[1,-0.5e3,\"x\\u00e9\",null,{\"b\":true}]}");
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                json.setCharAt(random.nextInt(json.length()), noise.charAt(random.nextInt(noise.length())));
            }
            details.add(refused(json.toString()).detail().replaceAll(" \\(.*", ""));
        }
        assertThat(details)
                .hasSizeGreaterThan(10)
                .noneMatch(detail -> detail.contains("Feature")
                        || detail.contains("StreamRead")
                        || detail.contains("CTRL-CHAR")
                        || detail.contains("enable")
                        || detail.contains("was expecting")
                        || detail.startsWith("The body is not JSON."));
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

        assertThat(parser.parseLines(("\n" + GOOD + "\r\n  \n" + second).getBytes(UTF_8), null)
                        .events())
                .extracting(NewEvent::text)
                .containsExactly(GOOD, event("{\"n\":2}"));
    }

    @Test
    void namesEveryBadLineOfABatch() {
        byte[] batch = (GOOD + "\nnonsense\n" + GOOD + "\n{\"event_type\":\"t\"}\n").getBytes(UTF_8);

        Problem problem = catchThrowableOfType(ProblemException.class, () -> allGood(parser.parseLines(batch, null)))
                .problem();

        assertThat(problem.kind()).isEqualTo(Kind.INVALID_BATCH);
        assertThat(problem.members().get("invalid")).isEqualTo(2);
        assertThat(places(problem, "line")).containsExactly(2, 4);
    }

    @Test
    void readsAnArrayAndNamesItsBadElements() {
        assertThat(parser.parseArray(("[ " + GOOD + " ,\n" + event("{ }") + "]").getBytes(UTF_8), null)
                        .events())
                .extracting(NewEvent::text)
                .containsExactly(GOOD, event("{}"));

        byte[] bad = ("[" + GOOD + ",{\"user_id\":[{}]},7,[{}]," + GOOD + "]").getBytes(UTF_8);
        Problem problem = catchThrowableOfType(ProblemException.class, () -> allGood(parser.parseArray(bad, null)))
                .problem();
        assertThat(places(problem, "index")).containsExactly(1, 2, 3);
    }

    @Test
    void readsNoFurtherThanAThousandBadLines() {
        byte[] lines = "x\n".repeat(200_000).getBytes(UTF_8);
        byte[] array = ("[" + "1,".repeat(200_000) + "1]").getBytes(UTF_8);

        for (ThrowingCallable parse :
                List.<ThrowingCallable>of(() -> parser.parseLines(lines, null), () -> parser.parseArray(array, null))) {
            Problem problem =
                    catchThrowableOfType(ProblemException.class, parse).problem();
            assertThat(problem.kind()).isEqualTo(Kind.INVALID_BATCH);
            assertThat(problem.members().get("invalid")).isEqualTo(1_000);
            assertThat((List<?>) problem.members().get("errors")).hasSize(100);
        }
    }

    @Test
    void saysWhereTheRefusedStandInTheBody() {
        String body = "\n" + GOOD + "\nnonsense \r\n{}\n";
        Items lines = parser.parseLines(body.getBytes(UTF_8), null);
        String array = "[" + GOOD + ", {\"a\":[1]} ,7, \"x\"]";
        Items elements = parser.parseArray(array.getBytes(UTF_8), null);

        assertThat(lines.list()).extracting(Item::at).containsExactly(2, 3, 4);
        assertThat(lines.rejected())
                .extracting(bad -> bad.at() + ":" + body.substring(bad.from(), bad.to()))
                .containsExactly("3:nonsense \r", "4:{}");
        assertThat(elements.rejected())
                .extracting(bad -> bad.at() + ":" + array.substring(bad.from(), bad.to()))
                .containsExactly("1:{\"a\":[1]}", "2:7", "3:\"x\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[", "[{}", "[] []", "[,]", "[{},]", "[]"})
    void refusesWhatIsNotAnArrayOfEvents(String json) {
        assertThatThrownBy(() -> allGood(parser.parseArray(json.getBytes(UTF_8), null)))
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

    private static List<NewEvent> allGood(Items items) {
        items.refusal().ifPresent(problem -> {
            throw problem.exception();
        });
        return items.events();
    }
}
