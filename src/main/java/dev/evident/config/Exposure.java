package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.util.ArrayList;
import java.util.List;

/**
 * What the three listeners show to whom: tokens and events leave this machine encrypted, or because somebody said so.
 *
 * @param listeners in the order of the sections
 * @param allowPlaintext whether somebody said so
 */
record Exposure(List<Listening> listeners, boolean allowPlaintext) {

    static final String API = "api";
    static final String METRICS = "metrics";
    static final String VIEWER = "viewer";

    /**
     * One listener.
     *
     * @param section its name
     * @param tls its own settings and the common ones
     */
    record Listening(String section, String host, Tls tls) {
        boolean isLoopback() {
            return Listeners.isLoopback(section + ".host", host);
        }
    }

    /** Whether callers of the API may present certificates. */
    boolean acceptsCertificates() {
        return tls(API).clientCa().isPresent();
    }

    /** Those that others than this machine can reach. */
    List<Listening> reachable() {
        return listeners.stream().filter(listening -> !listening.isLoopback()).toList();
    }

    /**
     * Refuses what nobody can have meant.
     *
     * @param findsApi whether the page finds the API by its own scheme and name
     */
    void check(boolean findsApi) {
        for (Listening listening : listeners) {
            if (!listening.tls.isOn() && listening.tls.clientCa().isPresent()) {
                throw new ConfigurationException(
                        "tls.client_ca", "is set, and " + listening.section + " has no certificate: set tls.cert");
            }
        }
        for (Listening listening : reachable()) {
            if (!listening.tls.isOn() && !allowPlaintext) {
                throw new ConfigurationException(
                        listening.section + ".host",
                        quoted(listening.host) + " is not on loopback, and there is no TLS: set tls.cert and tls.key"
                                + " (a first pair: evident tls self-signed), or allow_plaintext: true where something"
                                + " else encrypts");
            }
        }
        if (findsApi && tls(VIEWER).isOn() != tls(API).isOn()) {
            throw new ConfigurationException(
                    "viewer.api_url",
                    "is empty, and only one of API and page has TLS; a page calls by its own scheme. Give both a"
                            + " certificate (tls.cert), or say where browsers find the API");
        }
    }

    private Tls tls(String section) {
        return listeners.stream()
                .filter(listening -> listening.section.equals(section))
                .findFirst()
                .orElseThrow()
                .tls;
    }

    /** What an operator should know, one line each. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Listening listening : reachable()) {
            if (!listening.tls.isOn()) {
                warnings.add(listening.section + " listens on " + listening.host
                        + " without TLS (allow_plaintext): everybody on the way reads "
                        + (listening.section.equals(METRICS) ? "the metrics" : "tokens and events"));
            }
        }
        return warnings;
    }
}
