package dev.evident;

import dev.evident.http.ClientTls;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A certificate that vouches for itself and its key, as {@code evident tls self-signed} makes them. */
record Certificate(Path cert, Path key) {

    /** A new one, in a new directory. */
    static Certificate make(Path directory, String host) {
        Commands.run(directory.resolve("none"), "tls", "self-signed", "--dir", directory.toString(), "--host", host)
                .requireStatus(0);
        return new Certificate(directory.resolve("evident.crt"), directory.resolve("evident.key"));
    }

    /** Puts this one in the place of another. */
    void replace(Certificate other) {
        try {
            Files.write(other.cert, Files.readAllBytes(cert));
            Files.write(other.key, Files.readAllBytes(key));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What a client that trusts this one alone uses. */
    SSLContext trusted() {
        return ClientTls.context(Optional.of(cert), Optional.empty(), Optional.empty());
    }

    /** What a client uses that trusts this one and presents another. */
    SSLContext presenting(Certificate own) {
        return ClientTls.context(Optional.of(cert), Optional.of(own.cert), Optional.of(own.key));
    }

    static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build();
    }

    /** A request with the token, or none when it is empty. */
    static HttpResponse<String> get(HttpClient client, URI listener, String target, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(listener + target));
        if (!token.isEmpty()) {
            request.header("Authorization", token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** What the server at an address presents; null when it does not speak TLS with this client. */
    static X509Certificate presented(URI listener, SSLContext tls) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket(listener.getHost(), listener.getPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** The first record with which a server responds to these bytes. */
    static byte[] firstRecord(URI listener, byte[] hello) throws IOException {
        try (Socket socket = new Socket(listener.getHost(), listener.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(hello);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] head = in.readNBytes(5);
            byte[] body = head.length < 5 ? new byte[0] : in.readNBytes(((head[3] & 0xff) << 8) | (head[4] & 0xff));
            byte[] record = new byte[head.length + body.length];
            System.arraycopy(head, 0, record, 0, head.length);
            System.arraycopy(body, 0, record, head.length, body.length);
            return record;
        }
    }
}
