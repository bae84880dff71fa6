package dev.evident.http;

import dev.evident.config.StartException;
import dev.evident.config.Tls;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS of a caller: whom it trusts beyond what the JDK knows, and what it presents. */
public final class ClientTls {
    private ClientTls() {}

    /**
     * What a client of the JDK takes. Blocks.
     *
     * @param authorities a PEM file; those alone are trusted; empty trusts those of the JDK
     * @param cert a PEM file with the certificate to present; empty presents none
     * @param key its private key
     * @throws StartException when a file cannot be used
     */
    public static SSLContext context(Optional<Path> authorities, Optional<Path> cert, Optional<Path> key) {
        TrustManager @Nullable [] trusted = null;
        if (authorities.isPresent()) {
            trusted = TlsFiles.authorities(authorities.get()).getTrustManagers();
        }
        KeyManager @Nullable [] keys = null;
        if (cert.isPresent()) {
            TlsFiles files = TlsFiles.read(new Tls(cert, key, Optional.empty(), Optional.empty()));
            keys = new KeyManager[] {TlsFiles.keys(cert.get(), files.identity())};
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trusted, null);
            return context;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
