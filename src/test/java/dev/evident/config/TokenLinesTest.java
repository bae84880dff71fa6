package dev.evident.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A token is taken out of a file, and nothing else changes. */
class TokenLinesTest {

    @Test
    void ofAListOfBlocks() {
        String text =
                """
                # kept ü
                api: { port: 1 }   # kept
                tokens:
                  # the first
                  - name: a
                    secret: x
                    scopes:
                      - read
                      - write
                  # the second
                  - { name: "b c", secret: y, scopes: [read] } # kept?

                  -
                    name: d
                    secret: z
                # kept
                viewer: { port: 2 }
                """;

        assertThat(TokenLines.without("f", text, "a"))
                .isEqualTo(text.replace("  - name: a\n    secret: x\n    scopes:\n      - read\n      - write\n", ""));
        assertThat(TokenLines.without("f", text, "b c"))
                .isEqualTo(text.replace("  - { name: \"b c\", secret: y, scopes: [read] } # kept?\n", ""));
        assertThat(TokenLines.without("f", text, "d")).isEqualTo(text.replace("  -\n    name: d\n    secret: z\n", ""));
    }

    @Test
    void ofAListOnOneLine() {
        String text = "tokens: [{name: a}, {name: b} , {name: c}]\n";

        assertThat(TokenLines.without("f", text, "a")).isEqualTo("tokens: [{name: b} , {name: c}]\n");
        assertThat(TokenLines.without("f", text, "b")).isEqualTo("tokens: [{name: a}, {name: c}]\n");
        assertThat(TokenLines.without("f", text, "c")).isEqualTo("tokens: [{name: a}, {name: b}]\n");
    }

    @Test
    void notWhenItIsTheOnlyOneOrNotThere() {
        assertThatThrownBy(() -> TokenLines.without("f", "tokens: [{name: a}]", "a"))
                .hasMessage("tokens: \"a\" is the only token in f, and the service needs one");
        assertThatThrownBy(() -> TokenLines.without("f", "tokens: [{name: a}]", "b"))
                .hasMessage("tokens: no token in f is named \"b\"");
        assertThatThrownBy(() -> TokenLines.without("f", "api: { port: 1 }", "b"))
                .hasMessage("tokens: no token in f is named \"b\"");
    }

    @Test
    void notWhenOthersStandOnItsLines() {
        assertThatThrownBy(() -> TokenLines.without("f", "tokens: [&x {name: a}, {name: b, <<: *x}]", "a"))
                .isInstanceOf(ConfigurationException.class);
    }
}
