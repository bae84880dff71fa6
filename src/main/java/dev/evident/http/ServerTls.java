package dev.evident.http;

import dev.evident.config.StartException;
import dev.evident.config.Tls;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of a listener: versions 1.2 and 1.3, forward secrecy and authenticated ciphers alone, HTTP/1.1 alone (ADR 028).
 * Thread-safe.
 */
public final class ServerTls {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final int HANDSHAKE_SECONDS = 10;
    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    private static final List<String> CIPHERS = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    /** RFC 6797: for a year browsers come by TLS only. */
    private static final String HSTS = "max-age=31536000";

    private final String section;
    private final boolean certificateRequired;
    private final boolean strict;
    private volatile @Nullable TlsFiles files;

    private ServerTls(String section, boolean certificateRequired, boolean strict) {
        this.section = section;
        this.certificateRequired = certificateRequired;
        this.strict = strict;
    }

    /**
     * For a listener. Blocks.
     *
     * @param section of the configuration, such as {@code api}
     * @param settings none of it, and there is no TLS
     * @param certificateRequired whether clients have to present a certificate where authorities are configured; else
     *     they may
     * @param strict whether browsers are told to come by TLS only, to any port of this name
     * @throws StartException when a file cannot be used
     */
    public static ServerTls of(String section, Tls settings, boolean certificateRequired, boolean strict) {
        ServerTls tls = new ServerTls(section, certificateRequired, strict);
        if (settings.isOn()) {
            tls.use(tls.read(settings));
        }
        return tls;
    }

    /** No TLS. */
    public static ServerTls none() {
        return new ServerTls("", false, false);
    }

    boolean isOn() {
        return files != null;
    }

    /** What the files say. Blocks. */
    TlsFiles read(Tls settings) {
        try {
            TlsFiles read = TlsFiles.read(settings);
            read.warning(Instant.now())
                    .ifPresent(what -> LOG.warn(
                            "The certificate of {} ({}) {}",
                            section,
                            settings.cert().orElse(null),
                            what));
            return read;
        } catch (StartException refused) {
            throw new StartException("TLS of " + section + ": " + refused.getMessage(), refused);
        }
    }

    /** From now on. */
    void use(TlsFiles read) {
        files = read;
    }

    /** Makes a server speak TLS, if this is on. */
    void apply(HttpServerOptions options) {
        TlsFiles read = files;
        if (read == null) {
            return;
        }
        options.setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setKeyCertOptions(read.identity())
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        CIPHERS.forEach(options::addEnabledCipherSuite);
        read.clients().ifPresent(authorities -> options.setTrustOptions(authorities)
                .setClientAuth(certificateRequired ? ClientAuth.REQUIRED : ClientAuth.REQUEST));
    }

    /** What a server that was made by {@link #apply} is to use from now on. */
    ServerSSLOptions options() {
        HttpServerOptions options = new HttpServerOptions();
        apply(options);
        return options.getSslOptions();
    }

    /** Tells browsers to come by TLS only; not those on this machine, where the name has many services. */
    void setHeader(HttpServerRequest request) {
        if (strict && request.isSSL()) {
            HostAndPort called = request.authority();
            if (called != null && !SecureContext.isLoopback(called.host())) {
                request.response().putHeader("Strict-Transport-Security", HSTS);
            }
        }
    }
}
