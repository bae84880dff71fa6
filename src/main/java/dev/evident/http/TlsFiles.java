package dev.evident.http;

import dev.evident.config.Password;
import dev.evident.config.StartException;
import dev.evident.config.Tls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a TLS connection presents and whom it trusts, read from files and checked: the private key belongs to
 * the certificate. Immutable.
 *
 * @param identity a certificate, those that lead to its authority, and its private key
 * @param certificate the first of them
 * @param clients who may present certificates; empty when nobody is asked for one
 */
record TlsFiles(KeyCertOptions identity, X509Certificate certificate, Optional<TrustOptions> clients) {
    private static final long MAX_BYTES = 1 << 20;
    private static final String PEM = "-----BEGIN ";
    private static final List<String> KEY_TYPES = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

    /**
     * Reads what the settings name. Blocks.
     *
     * @throws StartException when there is no certificate or a file cannot be used
     */
    static TlsFiles read(Tls tls) {
        Path cert = tls.cert().orElseThrow(() -> new StartException("tls.cert names no file"));
        Buffer bytes = bytes(cert);
        KeyCertOptions identity = isPem(bytes) ? pem(cert, bytes, tls) : pkcs12(cert, bytes, tls);
        return new TlsFiles(
                identity, leaf(cert, identity), tls.clientCa().map(file -> TrustOptions.wrap(authorities(file))));
    }

    /** Those whose certificates are trusted, of a PEM file. Blocks. */
    static TrustManagerFactory authorities(Path file) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            InputStream pem = new ByteArrayInputStream(bytes(file).getBytes());
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("authority " + trusted.size(), authority);
            }
            if (trusted.size() == 0) {
                throw new StartException(file + " has no certificate");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trusted);
            return factory;
        } catch (GeneralSecurityException | IOException unreadable) {
            throw new StartException(file + " has no certificates in PEM form", unreadable);
        }
    }

    /** What was read, as the JDK takes it. */
    static X509KeyManager keys(Path file, KeyCertOptions identity) {
        try {
            for (KeyManager manager : identity.getKeyManagerFactory(null).getKeyManagers()) {
                if (manager instanceof X509KeyManager x509) {
                    return x509;
                }
            }
            throw new StartException(file + " has no private key");
        } catch (StartException refused) {
            throw refused;
        } catch (Exception unreadable) { // the library declares no more than that; its message may quote the file
            throw new StartException(
                    file + " and its key cannot be read: PEM, or PKCS#12 with its password, is expected", unreadable);
        }
    }

    private static KeyCertOptions pem(Path cert, Buffer bytes, Tls tls) {
        Path key = tls.key()
                .orElseThrow(() -> new StartException("tls.key is empty, and " + cert + " has no private key"));
        return new PemKeyCertOptions().addCertValue(bytes).addKeyValue(bytes(key));
    }

    private static KeyCertOptions pkcs12(Path file, Buffer bytes, Tls tls) {
        if (tls.key().isPresent()) {
            throw new StartException("tls.key is for PEM files, and " + file + " is none");
        }
        return new PfxOptions()
                .setValue(bytes)
                .setPassword(tls.password().map(Password::text).orElse(""));
    }

    private static X509Certificate leaf(Path file, KeyCertOptions identity) {
        X509KeyManager keys = keys(file, identity);
        for (String type : KEY_TYPES) {
            String[] aliases = keys.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                X509Certificate leaf = keys.getCertificateChain(aliases[0])[0];
                requirePair(file, leaf, keys.getPrivateKey(aliases[0]));
                return leaf;
            }
        }
        throw new StartException(
                file + " has no certificate with a key of a kind that TLS servers use (EC, RSA, Ed25519)");
    }

    private static void requirePair(Path file, X509Certificate leaf, @Nullable PrivateKey key) {
        String algorithm =
                switch (leaf.getPublicKey().getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    case "RSASSA-PSS" -> "RSASSA-PSS";
                    default -> "EdDSA";
                };
        byte[] text = file.toString().getBytes(StandardCharsets.UTF_8);
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(text);
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(leaf.getPublicKey());
            checking.update(text);
            if (checking.verify(signing.sign())) {
                return;
            }
        } catch (GeneralSecurityException otherKind) {
            // it is no key of this certificate either
        }
        throw new StartException("the private key is not that of the certificate in " + file);
    }

    /** What an operator should know of it; empty when it is good for the next while. */
    Optional<String> warning(Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return Optional.of("has expired at " + end + ": clients refuse it");
        }
        boolean early = now.isBefore(certificate.getNotBefore().toInstant());
        return early ? Optional.of("is not valid yet: clients refuse it") : Optional.empty();
    }

    private static boolean isPem(Buffer bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1).contains(PEM);
    }

    private static Buffer bytes(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new StartException(file + " is too large for certificates");
            }
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (NoSuchFileException missing) {
            throw new StartException("there is no file " + file, missing);
        } catch (IOException unreadable) {
            throw new StartException(file + " cannot be read", unreadable);
        }
    }
}
