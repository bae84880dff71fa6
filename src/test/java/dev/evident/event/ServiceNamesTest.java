package dev.evident.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evident.started",
                "Evident.started",
                "EVIDENT.X",
                "\u0435vident.started", // Cyrillic е
                "ev\u0456dent.started", // Cyrillic і
                "e\u03BDident.started", // Greek ν
                "evi\u0501ent.started", // Cyrillic komi ԁ
                "evide\u0578t.started", // Armenian ո
                "eviden\u0442.started", // Cyrillic т
                "evident\u2024started", // one-dot leader
                "evident\u2026started", // ellipsis
                "evident\u3002started",
                "evident\uFE52started",
                "\uFF45\uFF56\uFF49\uFF44\uFF45\uFF4E\uFF54\uFF0Estarted", // full-width
                "e\u200Bvident.started", // zero-width space
                "\u2060\uFEFFevident\u00AD.started",
                " evident.started",
                "\tevident .started",
                "\u0000evident.started",
                "\uD800evident.started",
                "e\u0301vident.started", // a combining accent
                "\u00E9vident.started",
                "evident\uFE0F.started", // a variation selector
                "\uD835\uDC1Evident.started", // mathematical bold e
                "\u24D4vident.started", // circled
                "ev\u0131dent.started", // dotless i
                "evldent.started",
                "ev1dent.started",
                "evi\u1D05ent.started", // small capitals
                "\u1D07\u1D20\u026A\u1D05\u1D07\u0274\u1D1B.started",
                "evident\u0338.started"
            })
    void isTheServicesOwnOrLooksSo(String type) {
        assertThat(ServiceNames.isServiceType(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e",
                "evident",
                "evidently.x",
                "evidence.found",
                "user.evident.started",
                "provident.started",
                "event.started",
                "\u0435vent",
                "\u8A02\u55AE",
                "user.login",
                "\u043F\u0440\u0438\u0432\u0435\u0442.x"
            })
    void isAProducers(String type) {
        assertThat(ServiceNames.isServiceType(type)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evident",
                "EVIDENT",
                " evident\u00A0",
                "\u0435vident",
                "\uFF45vident",
                "evi\u200Bdent",
                "ev1dent"
            })
    void isTheServiceOrLooksSo(String source) {
        assertThat(ServiceNames.isService(source)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "evident.", "evidently", "my-evident", "evident2", "e"})
    void isAnotherSource(String source) {
        assertThat(ServiceNames.isService(source)).isFalse();
    }

    @Test
    void isQuickForLongNames() {
        String marks = "e" + "\u0301".repeat(1_023);
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(ServiceNames.isService(marks)).isFalse();
        }
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }
}
