package dev.evident.api;

import dev.evident.config.Token;
import dev.evident.config.TokenSecret;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Wtf8;
import dev.evident.query.Query;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a dry run gives out, so that nothing is redacted by a filter that nobody has seen the effect of. Bound to the
 * filter, to the token and its tenant, to the size that the log had, and to {@link #LIFE} by a MAC whose key this process
 * made: after a restart a dry run is due again. Thread-safe.
 */
final class Confirmations {
    static final Duration LIFE = Duration.ofMinutes(15);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int HEAD = 2 * Long.BYTES;
    private static final int BYTES = HEAD + 32;

    private final InstantSource clock;
    private final SecretKeySpec key;

    Confirmations(InstantSource clock) {
        this.clock = clock;
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * Which events are meant.
     *
     * @param text as it was written
     * @param query as it was understood; relative times are other ones each time
     */
    record Filter(String text, Query query) {}

    /** A text for who may redact what the filter finds among the first {@code size} events. */
    Given give(Filter filter, Token token, long size) {
        Instant expires = clock.instant().plus(LIFE);
        byte[] head = ByteBuffer.allocate(HEAD)
                .putLong(expires.toEpochMilli())
                .putLong(size)
                .array();
        byte[] whole = ByteBuffer.allocate(BYTES)
                .put(head)
                .put(mac(head, filter, token))
                .array();
        return new Given(Base64.getUrlEncoder().withoutPadding().encodeToString(whole), expires);
    }

    /**
     * @param text what is to be sent back
     * @param expires when it is no longer valid
     */
    record Given(String text, Instant expires) {}

    /** The size of the log that was confirmed, or the problem {@code confirmation-refused}. */
    long size(@Nullable String text, Filter filter, Token token) {
        if (text == null) {
            throw refused("confirm is required: what the same request with dry_run=true gave out.");
        }
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            whole = new byte[0];
        }
        if (whole.length != BYTES
                || !MessageDigest.isEqual(
                        Arrays.copyOfRange(whole, HEAD, BYTES), mac(Arrays.copyOf(whole, HEAD), filter, token))) {
            throw refused(
                    "confirm was given out for another filter or token, or before a restart. A relative time such as"
                            + " -24h is another one each time. Make a dry run.");
        }
        ByteBuffer head = ByteBuffer.wrap(whole);
        if (clock.instant().toEpochMilli() > head.getLong()) {
            throw refused("confirm has expired. Make a dry run.");
        }
        return head.getLong();
    }

    private byte[] mac(byte[] head, Filter filter, Token token) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(head);
            mac.update(TokenSecret.hash(token.name()));
            token.secret().ifPresent(secret -> mac.update(secret.hash()));
            Query query = filter.query();
            mac.update(Wtf8.bytes(filter.text() + "\0"));
            String meant = query.fields() + "\0" + query.added() + "\0" + query.from() + "\0" + query.to();
            return mac.doFinal(Wtf8.bytes(meant));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static RuntimeException refused(String detail) {
        return Problem.of(Kind.CONFIRMATION_REFUSED, detail)
                .with("field", "confirm")
                .exception();
    }
}
