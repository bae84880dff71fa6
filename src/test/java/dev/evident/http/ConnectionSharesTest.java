package dev.evident.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.config.Configuration;
import org.junit.jupiter.api.Test;

class ConnectionSharesTest {
    private final Configuration.Connections wanted = new Configuration.Connections(1000, 250, 50, 100);

    @Test
    void whatIsWantedWhereItFits() {
        assertThat(ConnectionShares.of(wanted, 10_000)).isEqualTo(new ConnectionShares(1000, 250, 50));
    }

    @Test
    void eachListenerKeepsItsShareWhereItDoesNot() {
        assertThat(ConnectionShares.of(wanted, 400)).isEqualTo(new ConnectionShares(263, 87, 50));
        assertThat(ConnectionShares.of(wanted, 100)).isEqualTo(new ConnectionShares(57, 18, 25));
        assertThat(ConnectionShares.of(wanted, -5)).isEqualTo(new ConnectionShares(4, 4, 4));
    }
}
