package dev.evident.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    private final HostNames names = HostNames.loopbackAnd(List.of("Audit.Example.org", "[2001:db8::1]"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8000",
                "localhost.",
                "localhost.:80",
                "evident.localhost",
                "a.b.localhost:1",
                "127.0.0.1",
                "127.255.0.9:65535",
                "[::1]",
                "[::1]:8000",
                "audit.example.org",
                "AUDIT.example.org:443",
                "[2001:DB8::1]:8000",
            })
    void loopbackAndWhatIsConfigured(String authority) {
        assertThat(names.allowAuthority(authority)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ":8000",
                "evil.example",
                "localhost.evil.example",
                "evillocalhost",
                ".localhost",
                "evil.example#.localhost",
                "user@localhost",
                "user@evil.localhost",
                "localhost:80:80",
                "localhost:evil",
                "localhost, evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1.1",
                "127.0.0",
                "127.0.0.256",
                "127.1",
                "0x7f.0.0.1",
                "2130706433",
                "0.0.0.0",
                "128.0.0.1",
                "::1",
                "[::1].evil.example",
                "[::ffff:127.0.0.1]",
                "xaudit.example.org",
                "audit.example.org.evil.example",
                "localho\u017ft",
                "a.loca\u212ahost",
            })
    void nothingElse(String authority) {
        assertThat(names.allowAuthority(authority)).isFalse();
    }

    @Test
    void addressesOfOneNetworkCountTogetherAndLoopbackDoesNot() throws Exception {
        assertThat(address("127.0.0.9")).isEqualTo(address("::1")).matches(key -> !key.hasRemaining());
        assertThat(address("192.0.2.1")).isNotEqualTo(address("192.0.2.2"));
        assertThat(address("2001:db8::1")).isEqualTo(address("2001:db8::ffff:2"));
        assertThat(address("2001:db8::1")).isNotEqualTo(address("2001:db8:0:1::1"));
    }

    private static java.nio.ByteBuffer address(String text) throws Exception {
        return Connections.address(new InetSocketAddress(InetAddress.getByName(text), 1));
    }
}
