package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.http.Budget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ContentCodingTest {
    private static final int LIMIT = 1 << 20;
    private final Budget budget = new Budget(4 * LIMIT);

    @Test
    void takesWholeBodiesOfOneMemberOrMore() throws IOException {
        byte[] text = text(300_000);

        for (int size : new int[] {0, 1, 63, 64 << 10, (64 << 10) + 1, 300_000}) {
            byte[] part = Arrays.copyOf(text, size);
            assertThat(plain(ContentCoding.GZIP, gzip(part))).isEqualTo(part);
            assertThat(plain(ContentCoding.ZSTD, Zstd.compress(part))).isEqualTo(part);
            assertThat(plain(ContentCoding.GZIP, join(gzip(part), gzip(text)))).isEqualTo(join(part, text));
            assertThat(plain(ContentCoding.ZSTD, join(Zstd.compress(part), Zstd.compress(text))))
                    .isEqualTo(join(part, text));
        }
        assertThat(plain(ContentCoding.ZSTD, zstdStream(text))).isEqualTo(text);
        assertThat(budget.used()).isZero();
    }

    @Test
    void takesEveryFieldOfAGzipHeader() {
        byte[] header = {0x1f, (byte) 0x8b, 8, 4 | 8 | 16, 0, 0, 0, 0, 0, 0, 2, 0, 'x', 'y', 'n', 0, 'c', 0};
        byte[] rest = Arrays.copyOfRange(gzip("hello".getBytes(UTF_8)), 10, gzip("hello".getBytes(UTF_8)).length);

        assertThat(new String(plain(ContentCoding.GZIP, join(header, rest)), UTF_8))
                .isEqualTo("hello");
    }

    @Test
    void refusesWhatIsCutOffDamagedOrFollowed() throws IOException {
        byte[] text = text(50_000);
        for (ContentCoding coding : new ContentCoding[] {ContentCoding.GZIP, ContentCoding.ZSTD}) {
            byte[] whole = coding == ContentCoding.GZIP ? gzip(text) : zstdStream(text);
            for (int length = 0; length < whole.length; length += length < 30 || length > whole.length - 12 ? 1 : 997) {
                assertThat(refused(coding, Arrays.copyOf(whole, length)).kind())
                        .as(coding + " cut off at " + length)
                        .isEqualTo(Kind.BAD_REQUEST);
            }
            for (byte[] more : new byte[][] {{0}, {0, 0, 0}, "{}".getBytes(UTF_8), {0x1f}, {0x28, (byte) 0xb5}}) {
                assertThat(refused(coding, join(whole, more)).kind())
                        .as(coding + " followed by " + Arrays.toString(more))
                        .isEqualTo(Kind.BAD_REQUEST);
            }
            assertThat(refused(coding, "{\"event_type\":1}".getBytes(UTF_8)).kind())
                    .isEqualTo(Kind.BAD_REQUEST);
        }
        byte[] flipped = gzip(text);
        flipped[flipped.length - 5] ^= 1;
        assertThat(refused(ContentCoding.GZIP, flipped).kind()).isEqualTo(Kind.BAD_REQUEST);
        assertThat(budget.used()).isZero();
    }

    @Test
    void refusesWhatBecomesTooLarge() throws IOException {
        byte[] zeros = new byte[LIMIT + 1];
        byte[] more = new byte[64 << 20];

        assertThat(plain(ContentCoding.GZIP, gzip(new byte[LIMIT]))).hasSize(LIMIT);
        for (byte[] bomb : new byte[][] {zeros, more}) {
            assertThat(refused(ContentCoding.GZIP, gzip(bomb)).kind()).isEqualTo(Kind.TOO_LARGE);
            assertThat(refused(ContentCoding.ZSTD, Zstd.compress(bomb)).kind()).isEqualTo(Kind.TOO_LARGE);
        }
        assertThat(refused(ContentCoding.GZIP, gzip(gzip(more)), 10_000).kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void refusesAWindowLargerThanAReceiverMustHave() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out, 3)) {
            zstd.setLong(27);
            zstd.write(text(300_000));
        }
        assertThat(refused(ContentCoding.ZSTD, out.toByteArray()).kind()).isEqualTo(Kind.BAD_REQUEST);
    }

    @Test
    void takesFromTheBudgetWhatItNeeds() {
        Budget small = new Budget(200_000);
        Budget.Share share = small.share();
        ProblemException overloaded = catchThrowableOfType(
                ProblemException.class, () -> ContentCoding.GZIP.plain(gzip(text(LIMIT)), LIMIT, share));

        assertThat(overloaded.problem().kind()).isEqualTo(Kind.OVERLOADED);
        share.close();
        assertThat(small.used()).isZero();
    }

    @Test
    void whatIsTooLargeIsSaidToBeSoAlsoWhenABodyMayTakeTheWholeBudget() throws IOException {
        Budget exact = new Budget(LIMIT);
        Budget.Share whole = exact.share();
        Budget.Share beyond = exact.share();

        assertThat(ContentCoding.GZIP.plain(gzip(new byte[LIMIT]), LIMIT, whole))
                .hasSize(LIMIT);
        whole.close();
        assertThat(catchThrowableOfType(
                                ProblemException.class,
                                () -> ContentCoding.GZIP.plain(gzip(new byte[LIMIT + 1]), LIMIT, beyond))
                        .problem()
                        .kind())
                .isEqualTo(Kind.TOO_LARGE);
    }

    private byte[] plain(ContentCoding coding, byte[] body) {
        Budget.Share share = budget.share();
        try {
            return coding.plain(body, LIMIT, share);
        } finally {
            share.close();
        }
    }

    private Problem refused(ContentCoding coding, byte[] body) {
        return refused(coding, body, LIMIT);
    }

    private Problem refused(ContentCoding coding, byte[] body, int limit) {
        Budget.Share share = budget.share();
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> coding.plain(body, limit, share));
        share.close();
        assertThat(refused).isNotNull();
        return refused.problem();
    }

    private static byte[] text(int size) {
        byte[] text = new byte[size];
        Random random = new Random(5);
        for (int i = 0; i < size; i++) {
            text[i] = (byte) ('a' + random.nextInt(20));
        }
        return text;
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toByteArray();
    }

    private static byte[] zstdStream(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out)) {
            zstd.setChecksum(true);
            zstd.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
