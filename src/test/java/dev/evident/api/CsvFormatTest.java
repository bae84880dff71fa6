package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.event.Problem.ProblemException;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How events become records of a CSV file. */
class CsvFormatTest {
    private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000000");

    @Test
    void hasTheUsualColumns() throws IOException {
        String csv = csv(
                null,
                "{\"event_type\":\"a\",\"user_id\":\"Zoë\",\"variant_data\":{\"n\":[1,2.50]},\"source\":\"s\",\"more\":1}");

        assertThat(csv)
                .isEqualTo("id,seq,timestamp,event_type,user_id,occurred_at,source,tenant,variant_data\r\n" + ID
                        + ",7,1970-01-01T00:00:00.000001Z,a,Zoë,,s,,\"{\"\"n\"\":[1,2.50]}\"\r\n");
    }

    @Test
    void quotesWhatNeedsIt() throws IOException {
        assertThat(cell("\"a,b\"")).isEqualTo("\"a,b\"");
        assertThat(cell("\"say \\\"x\\\"\"")).isEqualTo("\"say \"\"x\"\"\"");
        assertThat(cell("\"two\\nlines\"")).isEqualTo("\"two\nlines\"");
        assertThat(cell("\"a\\rb\"")).isEqualTo("\"a\rb\"");
        assertThat(cell("\" plain; text' \"")).isEqualTo(" plain; text' ");
        assertThat(cell("\"\"")).as("an empty line would be passed over").isEqualTo("\"\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\\t=1", "\\r=1", "\\n=1", "＝1", "＋1", "－1", "＠1"})
    void takesTheForceOutOfFormulas(String start) throws IOException {
        String cell = cell("\"" + start + "\"");

        assertThat(cell.startsWith("\"") ? cell.substring(1) : cell).startsWith("'");
    }

    @Test
    void takesTheForceOutOfFormulasWithQuotes() throws IOException {
        assertThat(cell("\"=HYPERLINK(\\\"x\\\",1)\"")).isEqualTo("\"'=HYPERLINK(\"\"x\"\",1)\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-5", "9007199254740993", "0.1000", "1e400", "-0", "1E+2", "123456789012345678901234567890.10"})
    void keepsNumbersDigitForDigit(String number) throws IOException {
        assertThat(cell(number)).isEqualTo(number);
        assertThat(cell("{\"a\":" + number + ",\"b\":[" + number + "]}"))
                .isEqualTo("\"{\"\"a\"\":" + number + ",\"\"b\"\":[" + number + "]}\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true                     | true",
                "null                     | ``",
                "[]                       | []",
                "[\"a\",[1]]              | \"[\"\"a\"\",[1]]\"",
                "\"Zo\\u00eb \\ud83d\\ude00\" | Zoë 😀",
            })
    void writesOtherValues(String json, String expected) throws IOException {
        assertThat(csv("x,seq", body("{\"x\":" + json + "}"))).isEqualTo("x,seq\r\n" + expected + ",7\r\n");
    }

    @Test
    void reachesIntoTheData() throws IOException {
        String data =
                "{\"r\":{\"id\":\"r1\",\"a.b\":2,\"c,d\":3},\"items\":[{\"sku\":\"k1\",\"p\":{\"q\":1}},{\"sku\":null},[{\"sku\":-3}],4],\"one\":[{\"v\":\"x\"}]}";

        assertThat(csv(
                        "variant_data.r.id,r.id,r.a\\.b,r.c\\,d,items.sku,one.v,items.p.q,absent.x,variant_data.r,user_id.x",
                        body(data)))
                .isEqualTo(
                        "variant_data.r.id,r.id,r.a\\.b,\"r.c\\,d\",items.sku,one.v,items.p.q,absent.x,variant_data.r,user_id.x\r\n"
                                + "r1,r1,2,3,\"[\"\"k1\"\",null,-3]\",\"[\"\"x\"\"]\",[1],,\"{\"\"id\"\":\"\"r1\"\",\"\"a.b\"\":2,\"\"c,d\"\":3}\",\r\n");
    }

    @Test
    void prefersTheTopLevelToTheShorthand() throws IOException {
        assertThat(csv("region", "{\"variant_data\":{\"region\":\"in\"},\"region\":\"top\"}"))
                .isEqualTo("region\r\ntop\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "a,",
                "a,,b",
                ".a",
                "a.",
                "a..b",
                "a,a",
                "r.id,r.id",
                "a*",
                "a<b",
                "a\\",
                "a\\b",
                "limit",
                "id,timezone"
            })
    void refusesNamesThatMeanNothing(String columns) {
        assertThatThrownBy(() -> Columns.parse(columns))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().field()).isEqualTo("columns"));
    }

    @Test
    void refusesMoreColumnsThanASheetIsGoodFor() {
        StringBuilder columns = new StringBuilder("a");
        for (int i = 0; i < 200; i++) {
            columns.append(",a").append(i);
        }
        assertThatThrownBy(() -> Columns.parse(columns.toString())).hasMessageContaining("more than 200");
    }

    @Test
    void refusesPathsThatNoEventIsDeepEnoughFor() {
        assertThatThrownBy(() -> Columns.parse("a.".repeat(64) + "a")).hasMessageContaining("more than 64 keys");
        assertThat(Columns.parse("a.".repeat(63) + "a")).hasSize(1);
    }

    private static String cell(String json) throws IOException {
        String csv = csv("x", body("{\"x\":" + json + "}"));
        assertThat(csv).startsWith("x\r\n").endsWith("\r\n");
        return csv.substring(3, csv.length() - 2);
    }

    private static String body(String data) {
        return "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":" + data + "}";
    }

    private static String csv(@Nullable String columns, String body) throws IOException {
        String whole = csv(columns, body, Integer.MAX_VALUE);
        for (int limit : List.of(1, 2, 3, 7, 20)) {
            assertThat(csv(columns, body, limit))
                    .as("%s bytes at a time", limit)
                    .isEqualTo(whole);
        }
        return whole;
    }

    private static String csv(@Nullable String columns, String body, int limit) throws IOException {
        CsvFormat format = new CsvFormat(columns == null ? Columns.usual() : Columns.parse(columns), false);
        Buffer all = Buffer.buffer();
        format.begin(all);
        StoredEvent event = Unchecked.stored(7, ID, 1, body.getBytes(StandardCharsets.UTF_8));
        for (boolean whole = false; !whole; ) {
            Buffer out = Buffer.buffer();
            whole = format.append(out, event, limit);
            all.appendBuffer(out);
        }
        format.end(all, 1);
        return all.toString();
    }
}
