package dev.evident.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a listener encrypts; without a certificate it does not.
 *
 * @param cert a PEM file with the certificate and those that lead to its authority, or a PKCS#12 file with the key too
 * @param key a PEM file with the private key; empty with PKCS#12
 * @param password of the PKCS#12 file
 * @param clientCa a PEM file with the authorities whose certificates are taken from clients
 */
public record Tls(
        Optional<Path> cert,
        Optional<Path> key,
        @Setting(secret = true) Optional<Password> password,
        Optional<Path> clientCa) {

    public Tls {
        if (cert.isEmpty() && key.isPresent()) {
            throw new ConfigurationException("key", "is set, and cert is not: both belong together");
        }
    }

    /** No encryption. */
    public static Tls none() {
        return new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether there is a certificate. */
    public boolean isOn() {
        return cert.isPresent();
    }

    /** The files that it names. */
    public List<Path> files() {
        return Stream.of(cert, key, clientCa).flatMap(Optional::stream).toList();
    }

    /** What stands here, and what is missing from there; certificate, key and password belong together. */
    Tls or(Tls common) {
        Tls identity = isOn() ? this : common;
        return new Tls(identity.cert, identity.key, identity.password, clientCa.or(() -> common.clientCa));
    }
}
