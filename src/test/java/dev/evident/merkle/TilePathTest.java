package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {
    @ParameterizedTest
    @CsvSource({
        "0/000, 0, 0, 256",
        "0/x001/x234/067, 0, 1234067, 256",
        "0/x001/234.p/5, 0, 1234, 5",
        "2/000.p/1, 2, 0, 1",
        "63/999.p/255, 63, 999, 255"
    })
    void aPathIsReadAsItIsWritten(String path, int level, long number, int width) {
        TilePath tile = TilePath.parse(path);

        assertThat(tile).isEqualTo(new TilePath(false, level, number, width)).hasToString(path);
    }

    @Test
    void entriesHaveAPlaceOfTheirOwn() {
        assertThat(TilePath.parse("entries/x001/234.p/5"))
                .isEqualTo(new TilePath(true, 0, 1234, 5))
                .hasToString("entries/x001/234.p/5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0/",
                "0/0",
                "0/0000",
                "0/1234",
                "00/000",
                "64/000",
                "-1/000",
                "0/x000/000",
                "0/001/000",
                "0/x001",
                "0/x001/x000",
                "0/000.p/0",
                "0/000.p/256",
                "0/000.p/05",
                "0/000.p/",
                "0/000.p",
                "0/000/",
                "/0/000",
                "0/000\n",
                "0/٠٠٠",
                "Entries/000",
                "entries/000.p/300",
                "0/x999/x999/x999/x999/x999/x999/999",
                "entries/x009/x223/x372/x036/x854/x775/808",
                "0/x999/x999/x999/x999/x999/x999/x999/x999/999"
            })
    void whatIsNoPathIsRefused(String path) {
        assertThatThrownBy(() -> TilePath.parse(path)).isInstanceOf(MalformedException.class);
    }

    /** C2SP tlog-tiles: 273 full tiles and one of 112, one full and one of 17 above, one of 1 on top. */
    @Test
    void seventyThousandLeavesHaveTheTilesOfTheSpecification() {
        for (String there : List.of("0/000", "0/272", "0/273.p/112", "1/000", "1/001.p/17", "2/000.p/1")) {
            assertThat(TilePath.parse(there).isWithin(70_000)).as(there).isTrue();
        }
        for (String beyond :
                List.of("0/273", "0/273.p/113", "0/274.p/1", "1/001", "1/001.p/18", "2/000", "2/000.p/2")) {
            assertThat(TilePath.parse(beyond).isWithin(70_000)).as(beyond).isFalse();
        }
        assertThat(TilePath.parse("3/000.p/1").isWithin(70_000)).isFalse();
        assertThat(TilePath.parse("0/x999/x999/x999/x999/x999/999").isWithin(Long.MAX_VALUE))
                .isFalse();
        assertThat(TilePath.parse("8/000.p/1").isWithin(Long.MAX_VALUE)).isFalse();
        assertThat(TilePath.parse("63/000.p/1").isWithin(Long.MAX_VALUE)).isFalse();
        assertThat(TilePath.parse("0/x999/x999/x999/x999/x999/999").isWithin(Long.MAX_VALUE))
                .isFalse();
        assertThat(TilePath.parse("1/000.p/1").isWithin(256)).isTrue();
        assertThat(TilePath.parse("0/000.p/1").isWithin(0)).isFalse();
    }

    @Test
    void aBundleHoldsEntriesAfterTheirLengths() {
        byte[] longest = new byte[65_535];
        byte[] bundle = EntryBundle.encode(List.of("ab".getBytes(UTF_8), new byte[0], longest));

        assertThat(bundle).hasSize(2 + 2 + 2 + 2 + 65_535).startsWith(0, 2, 'a', 'b', 0, 0, 0xff, 0xff);
        assertThat(EntryBundle.decode(bundle)).hasSize(3).element(2).isEqualTo(longest);
        assertThatThrownBy(() -> EntryBundle.encode(List.of(new byte[65_536])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBundleThatWasCutIsRefused() {
        byte[] bundle = EntryBundle.encode(List.of("ab".getBytes(UTF_8)));
        for (int length = 1; length < bundle.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(bundle, length);
            assertThatThrownBy(() -> EntryBundle.decode(cut)).isInstanceOf(MalformedException.class);
        }
        assertThat(EntryBundle.decode(new byte[0])).isEmpty();
    }
}
