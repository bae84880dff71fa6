package dev.evident.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.evident.ShopEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is stored of a body, and the body again; and what is no body. */
class ZstdCodecTest {
    private static byte[] trained = new byte[0];

    private static final Binding BINDING = new Binding(new UUID(1, 2), new UUID(3, 4), "alice");

    private final ZstdCodec codec = new ZstdCodec();

    @BeforeAll
    static void train() {
        ShopEvents shop = new ShopEvents(1);
        try (Dictionary made = Training.train(
                        Stream.generate(shop::next).limit(2_000).toList(), null)
                .orElseThrow()) {
            trained = made.bytes();
        }
    }

    @AfterEach
    void close() {
        codec.close();
    }

    @Test
    void withoutADictionaryABodyStaysAsItIs() {
        byte[] body = new ShopEvents(2).next();

        assertThat(stored(body)).isEqualTo(body);
        assertThat(plain(body)).isEqualTo(body);
        assertThat(plain(new byte[0])).isEmpty();
    }

    @Test
    void everyBodyComesBackByteForByte() throws Exception {
        use(1, trained);
        ShopEvents shop = new ShopEvents(3);
        List<byte[]> bodies =
                new ArrayList<>(Stream.generate(shop::next).limit(1_000).toList());
        for (String line : Files.readAllLines(Path.of("src", "test", "resources", "github-events.ndjson"))) {
            bodies.add(line.getBytes(UTF_8));
        }
        Random random = new Random(4);
        for (int size = 2; size <= 1 << 20; size = size * 2 + 1) {
            bodies.add(text(size, () -> 'x'));
            bodies.add(text(size, () -> (char) (' ' + random.nextInt(90))));
        }
        bodies.add("{\"ü\":\"😀\\u0001\"}".getBytes(UTF_8));
        bodies.add(text(ZstdCodec.MAX_BODY_BYTES, () -> '0'));

        for (byte[] body : bodies) {
            byte[] stored = stored(body);
            assertThat(stored.length).isLessThanOrEqualTo(body.length);
            assertThat(plain(stored)).isEqualTo(body);
        }
    }

    @Test
    void nothingIsReadOnceItIsClosed() {
        use(1, trained);
        byte[] body = new ShopEvents(8).next();
        byte[] stored = stored(body);
        assertThat(plain(stored)).isEqualTo(body);

        codec.close();

        assertThatThrownBy(() -> plain(stored)).isInstanceOf(IllegalStateException.class);
        assertThat(plain(body)).isEqualTo(body);
    }

    @Test
    void whatManyShareTakesNoRoom() {
        use(1, trained);
        ShopEvents shop = new ShopEvents(5);
        List<byte[]> bodies = Stream.generate(shop::next).limit(500).toList();

        assertThat(bodies.stream().mapToLong(body -> stored(body).length).sum())
                .isLessThan(bodies.stream().mapToLong(body -> body.length).sum() * 3 / 10);
    }

    @Test
    void whatDoesNotGetSmallerStaysAsItIs() {
        use(1, trained);
        byte[] random = new byte[5_000];
        new Random(6).nextBytes(random);
        random[0] = '{';

        assertThat(stored(random)).isEqualTo(random);
        assertThat(stored("{}".getBytes(UTF_8))).isEqualTo("{}".getBytes(UTF_8));
    }

    @Test
    void eachIsReadWithTheDictionaryThatItWasWrittenWith() {
        byte[] body = new ShopEvents(7).next("said before, and again and again: said before, and again and again");
        use(1, trained);
        byte[] first = stored(body);
        use(2, new byte[0]);
        byte[] second = stored(body);
        use(31, body);
        byte[] third = stored(body);

        assertThat(List.of(first[0], second[0], third[0])).containsExactly((byte) 1, (byte) 2, (byte) 31);
        assertThat(third.length).isLessThan(first.length);
        assertThat(first.length).isLessThan(second.length);
        for (int round = 0; round < 2; round++) {
            for (byte[] stored : List.of(third, first, second, body)) {
                assertThat(plain(stored)).isEqualTo(body);
            }
        }
    }

    @Test
    void whatIsNoJsonObjectIsRefused() {
        use(1, trained);
        for (byte[] other :
                List.of(new byte[0], new byte[] {1, '{', '}'}, new byte[] {(byte) 0xe0}, new byte[] {'['})) {
            assertThatThrownBy(() -> stored(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFirstByteOfNoKnownFormIsDamage() {
        use(1, trained);
        byte[] stored = stored(new ShopEvents(11).next());
        for (int first = 0; first < 256; first++) {
            stored[0] = (byte) first;
            if (first == '{') {
                assertThat(plain(stored)).isEqualTo(stored);
            } else {
                assertThat(plain(stored) != null).isEqualTo(first == 1);
            }
        }
    }

    @Test
    void manyThreadsUseItAtOnceAndOneClosesIt() throws Exception {
        use(1, trained);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        CountDownLatch underWay = new CountDownLatch(40);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ShopEvents shop = new ShopEvents(100 + i);
            Thread thread = new Thread(() -> {
                try {
                    for (int n = 0; ; n++) {
                        byte[] body = shop.next();
                        assertThat(codec.decode(codec.encode(body, BINDING), BINDING))
                                .isEqualTo(body);
                        if (n == 500) {
                            underWay.countDown();
                        }
                    }
                } catch (Throwable failure) {
                    failures.add(failure);
                }
            });
            threads.add(thread);
            thread.start();
        }
        assertThat(underWay.await(60, TimeUnit.SECONDS)).isTrue();
        use(2, new byte[0]);

        codec.close();

        for (Thread thread : threads) {
            thread.join(10_000);
        }
        assertThat(failures).hasSize(40).allSatisfy(failure -> assertThat(failure)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the codec is closed"));
    }

    @Test
    void aBindingDoesNotShowWhomAnEventIsAbout() {
        assertThat(BINDING.toString()).doesNotContain("alice");
    }

    @Test
    void aFrameThatIsCutOrChangedIsNoBodyOrAnotherAndNothingWorse() {
        use(1, trained);
        byte[] body = new ShopEvents(8).next();
        byte[] stored = stored(body);
        for (int length = 1; length < stored.length; length++) {
            assertThat(plain(Arrays.copyOf(stored, length))).isNull();
        }
        for (int bit = 8; bit < stored.length * 8; bit++) {
            byte[] flipped = stored.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertBounded(flipped);
        }
        Random random = new Random(9);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(60)];
            random.nextBytes(noise);
            noise[0] = 1;
            assertBounded(noise);
        }
        assertThat(plain(stored)).isEqualTo(body);
    }

    @Test
    void aFrameOfADictionaryThatIsNotThereIsNoBody() {
        use(1, trained);
        byte[] stored = stored(new ShopEvents(10).next());
        stored[0] = 2;

        assertThat(plain(stored)).isNull();
    }

    @Test
    void aFrameThatSaysMoreThanAnEventCanHaveIsNotEvenTried() {
        use(1, trained);

        assertThat(plain(frame(new byte[ZstdCodec.MAX_BODY_BYTES + 1], true))).isNull();
        // Frame header descriptors: single segment with a content size of 8 bytes; the same of 4 bytes.
        assertThat(plain(new byte[] {1, (byte) 0xe0, -1, -1, -1, -1, -1, -1, -1, 127, 1, 0, 0}))
                .isNull();
        assertThat(plain(new byte[] {1, (byte) 0xa0, -1, -1, -1, 127, 1, 0, 0})).isNull();
        assertThat(plain(new byte[] {1})).isNull();
        assertThat(plain(frame(new byte[100], false))).isNull();
    }

    @Test
    void bytesThatAreNoDictionaryAreRefused() {
        byte[] damaged = trained.clone();
        Arrays.fill(damaged, 8, 100, (byte) 0xff);

        assertThatThrownBy(() -> new Dictionary(1, damaged)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Dictionary(32, trained)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Dictionary(1, new byte[Dictionary.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void use(int number, byte[] bytes) {
        codec.add(new Dictionary(number, bytes));
        codec.use(number);
    }

    private byte[] stored(byte[] body) {
        return codec.encode(body, BINDING);
    }

    /** Null when it is damaged. */
    private byte @Nullable [] plain(byte[] stored) {
        try {
            byte[] plain = codec.decode(stored, BINDING);
            assertThat((long) plain.length).isEqualTo(codec.decodedSize(stored));
            return plain;
        } catch (DamagedException damaged) {
            return null;
        }
    }

    private void assertBounded(byte[] stored) {
        byte @Nullable [] plain = plain(stored);
        if (plain != null) {
            assertThat(plain.length).isBetween(1, ZstdCodec.MAX_BODY_BYTES);
        }
    }

    /** As the codec would write it, had it no limits. */
    private static byte[] frame(byte[] content, boolean withSize) {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            byte[] frame = context.setMagicless(true).setContentSize(withSize).compress(content);
            byte[] stored = new byte[frame.length + 1];
            stored[0] = 1;
            System.arraycopy(frame, 0, stored, 1, frame.length);
            return stored;
        }
    }

    private static byte[] text(int size, Supplier<Character> next) {
        byte[] text = new byte[size];
        text[0] = '{';
        for (int i = 1; i < size; i++) {
            text[i] = (byte) (char) next.get();
        }
        return text;
    }
}
