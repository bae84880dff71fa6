package dev.evident.config;

import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Why the program cannot start, in one line that tells an operator what to change. The message is all that is shown:
 * no stack trace.
 */
public class StartException extends RuntimeException {
    public StartException(String message) {
        this(message, null);
    }

    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * A listener that could not be opened.
     *
     * @param section the configuration section that has the {@code host} and {@code port}, such as {@code api}
     * @param failure what the attempt failed with
     */
    public static StartException cannotListen(String section, String host, int port, Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof SocketException) && !(cause instanceof UnknownHostException)) {
            if (cause.getCause() == null) {
                break;
            }
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof BindException && message.contains("already in use")) {
            return new StartException(section + ".port " + port + " on " + host + " is already in use", failure);
        }
        return new StartException(
                section + ".port " + port + " on " + host + " cannot be opened: " + message.replaceAll("\\s+", " "),
                failure);
    }
}
