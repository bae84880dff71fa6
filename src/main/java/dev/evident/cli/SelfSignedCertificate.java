package dev.evident.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.config.StartException;
import dev.evident.files.OwnerFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A key (P-256) and a certificate for it that nobody else has vouched for, as the JDK's keytool makes them.
 *
 * @param key PKCS#8
 * @param certificate X.509
 */
record SelfSignedCertificate(byte[] key, byte[] certificate) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9.-]{0,252}");
    private static final long TIMEOUT_S = 60;
    private static final String ALIAS = "evident";
    private static final String PASSWORD_VARIABLE = "EVIDENT_KEYTOOL_PASSWORD";

    /**
     * Makes one. Blocks.
     *
     * @param hosts names and addresses besides those of loopback
     * @param days from now
     */
    static SelfSignedCertificate make(List<String> hosts, int days) throws IOException {
        Set<String> names = new LinkedHashSet<>(hosts);
        names.addAll(List.of("localhost", "127.0.0.1", "::1"));
        List<String> alternatives = new ArrayList<>();
        for (String name : names) {
            boolean address = ADDRESS.matcher(name).matches();
            if (!address && !NAME.matcher(name).matches()) {
                throw new StartException("--host " + name + " is not the name or address of a host");
            }
            alternatives.add((address ? "ip:" : "dns:") + name);
        }
        Path directory = Files.createTempDirectory("evident-tls");
        Path store = directory.resolve("store.p12");
        String password = UUID.randomUUID().toString(); // of a file that lives for a moment
        try {
            keytool(
                    password,
                    List.of(
                            "-genkeypair",
                            "-alias",
                            ALIAS,
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-sigalg",
                            "SHA256withECDSA",
                            "-dname",
                            "CN=" + names.iterator().next(),
                            "-ext",
                            "san=" + String.join(",", alternatives),
                            "-ext",
                            "eku=serverAuth,clientAuth",
                            "-validity",
                            String.valueOf(days),
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass:env",
                            PASSWORD_VARIABLE));
            KeyStore made = KeyStore.getInstance("PKCS12");
            try (InputStream file = Files.newInputStream(store)) {
                made.load(file, password.toCharArray());
            }
            return new SelfSignedCertificate(
                    made.getKey(ALIAS, password.toCharArray()).getEncoded(),
                    made.getCertificate(ALIAS).getEncoded());
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("keytool made no key", unreadable);
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(directory);
        }
    }

    /** Writes both as PEM, the key for its owner alone. Blocks. */
    void write(Path certificateFile, Path keyFile) throws IOException {
        new OwnerFile(keyFile).write(pem("PRIVATE KEY", key));
        new OwnerFile(certificateFile).write(pem("CERTIFICATE", certificate));
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static void keytool(String password, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(PASSWORD_VARIABLE, password);
        Process keytool = builder.start();
        try {
            if (!keytool.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                keytool.destroyForcibly();
                throw new IOException("keytool of this Java made no key");
            }
        } catch (InterruptedException interrupted) {
            keytool.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    @Override
    public String toString() {
        return "SelfSignedCertificate";
    }
}
