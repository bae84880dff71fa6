package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Where the program listens. */
public final class Listeners {
    private Listeners() {}

    /** {@code https://host:port} or {@code http://host:port}, with an IPv6 address in brackets. */
    public static URI uri(boolean tls, String host, int port) {
        return URI.create((tls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /**
     * Whether only this machine can reach the host: every address of it is in 127.0.0.0/8 or ::1.
     *
     * @param key the key that names the host
     */
    static boolean isLoopback(String key, String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException unknown) {
            throw new ConfigurationException(key, quoted(host) + " is not the name or address of a host");
        }
    }
}
