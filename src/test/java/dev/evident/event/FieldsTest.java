package dev.evident.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

    @Test
    void leavesAreNamedByTheKeysFromTheTop() throws IOException {
        assertThat(leaves("{\"event_type\":\"login\",\"variant_data\":{\"resource\":{\"id\":\"r-1\"},\"ok\":true}}"))
                .containsExactly(
                        "event_type STRING login", "variant_data.resource.id STRING r-1", "variant_data.ok TRUE true");
    }

    @Test
    void arrayElementsHaveThePathOfTheArray() throws IOException {
        assertThat(
                        leaves(
                                "{\"items\":[{\"sku\":\"a\",\"n\":1},{\"sku\":\"b\"},[2,[null]]],\"tags\":[\"x\",\"y\"],\"z\":false}"))
                .containsExactly(
                        "items.sku STRING a",
                        "items.n NUMBER 1",
                        "items.sku STRING b",
                        "items NUMBER 2",
                        "items NULL null",
                        "tags STRING x",
                        "tags STRING y",
                        "z FALSE false");
    }

    @Test
    void emptyObjectsAndArraysHaveNoLeaves() throws IOException {
        assertThat(leaves("{}")).isEmpty();
        assertThat(leaves("{\"a\":{},\"b\":[],\"c\":[{},[]],\"d\":1}")).containsExactly("d NUMBER 1");
    }

    @Test
    void dotsAndBackslashesOfKeysAreEscaped() throws IOException {
        assertThat(leaves("{\"a.b\":1,\"a\":{\"b\":2},\"c\\\\\":{\"\":3},\"\":{\"\":4}}"))
                .containsExactly("a\\.b NUMBER 1", "a.b NUMBER 2", "c\\\\. NUMBER 3", ". NUMBER 4");
        assertThat(Fields.path(List.of("a.b", "c\\", "d"))).isEqualTo("a\\.b.c\\\\.d");
        assertThat(Fields.path(List.of("", "", "a"))).isEqualTo("..a");
    }

    @Test
    void keysAndValuesOfAnyAlphabetAreKept() throws IOException {
        assertThat(leaves("{\"größe\":{\"名.前\":\"値\",\"\\u00e9\":\"\\uD83D\\uDE00\"},\"b\":1}"))
                .containsExactly("größe.名\\.前 STRING 値", "größe.é STRING 😀", "b NUMBER 1");
    }

    @Test
    void numbersKeepTheirDigits() throws IOException {
        assertThat(leaves("{\"a\":9007199254740993,\"b\":0.1000,\"c\":1e400,\"d\":-1E-2}"))
                .containsExactly("a NUMBER 9007199254740993", "b NUMBER 0.1000", "c NUMBER 1e400", "d NUMBER -1E-2");
    }

    @Test
    void namesAndValuesMayBeLongAndDeep() throws IOException {
        String key = "k".repeat(70_000);
        String body = "{\"" + key + "\":" + "{\"d\":".repeat(62) + "\"" + "v".repeat(100_000) + "\"" + "}".repeat(62)
                + ",\"e\":1}";
        assertThat(leaves(body))
                .containsExactly(key + ".d".repeat(62) + " STRING " + "v".repeat(100_000), "e NUMBER 1");
    }

    @Test
    void oneWalkerServesManyEvents() throws IOException {
        Leaves walker = new Leaves();
        assertThat(leaves(walker, "{\"a\":{\"b\":[{\"c\":1}]}}")).containsExactly("a.b.c NUMBER 1");
        assertThat(leaves(walker, "{\"d\":\"\"}")).containsExactly("d STRING ");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0.000, 0",
        "0e5, 0",
        "-0.0E-7, 0",
        "100, 100",
        "100.0, 100",
        "1e2, 100",
        "1E+2, 100",
        "1000e-1, 100",
        "0.1e3, 100",
        "1e002, 100",
        "-12, -12",
        "-12.50, -125e-1",
        "0.5, 5e-1",
        "5e-1, 5e-1",
        "0.0050, 5e-3",
        "50e-2, 5e-1",
        "9007199254740993, 9007199254740993",
        "9007199254740993.0, 9007199254740993",
        "9007199254740992.5, 90071992547409925e-1",
        "999999999999999999, 999999999999999999",
        "1000000000000000000, 1e18",
        "1e18, 1e18",
        "10e17, 1e18",
        "123456789012345678901234567890, 12345678901234567890123456789e1",
        "1e400, 1e400",
        "10.0e399, 1e400",
        "0.001e403, 1e400",
        "1e999999999, 1e999999999",
        "-1e-999999999, -1e-999999999",
        "1e999999999999999999, 1e999999999999999999",
        "10e999999999999999998, 1e999999999999999999",
        "1e99999999999999999999999, 1e99999999999999999999999",
    })
    void numbersAreTheSameWhenTheirValuesAre(String number, String canonical) {
        assertThat(NumberText.isNumber(number)).isTrue();
        assertThat(NumberText.canonical(number)).isEqualTo(canonical);
        char[] text = ("[" + number).toCharArray();
        if (NumberText.isPlain(text, 1, number.length())) {
            assertThat(number).isEqualTo(canonical);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1 ", " 1", "0x1", "NaN", "1_0", "١", "1e5.", "--1"
            })
    void whatJsonDoesNotCallANumberIsNone(String text) {
        assertThat(NumberText.isNumber(text)).isFalse();
    }

    private static List<String> leaves(String json) throws IOException {
        return leaves(new Leaves(), json);
    }

    private static List<String> leaves(Leaves walker, String json) throws IOException {
        List<String> found = new ArrayList<>();
        walker.walk(
                json.getBytes(StandardCharsets.UTF_8),
                (path, pathLength, kind, text, offset, length) ->
                        found.add(new String(path, 0, pathLength, StandardCharsets.UTF_8) + " " + kind + " "
                                + new String(text, offset, length)));
        return found;
    }
}
