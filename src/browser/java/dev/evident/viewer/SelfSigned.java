package dev.evident.viewer;

import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A key of a TLS server that was made just now and that nobody has vouched for. */
record SelfSigned(Path file, String password) {

    /** Makes one for a host name, in a directory, with the JDK's keytool. */
    static SelfSigned make(Path directory, String host) throws IOException, InterruptedException {
        Path file = directory.resolve("proxy.p12");
        String password = UUID.randomUUID().toString();
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process making = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "proxy",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        password)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!making.waitFor(60, TimeUnit.SECONDS) || making.exitValue() != 0) {
            making.destroyForcibly();
            throw new IOException("keytool made no key");
        }
        return new SelfSigned(file, password);
    }

    KeyCertOptions options() {
        return new PfxOptions().setPath(file.toString()).setPassword(password);
    }
}
