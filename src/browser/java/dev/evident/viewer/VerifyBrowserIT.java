package dev.evident.viewer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** js/verify.js and js/note.js against trees and signatures made here, by the definitions of RFC 9162 and C2SP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyBrowserIT {
    private static final int LARGEST = 20;
    private static final String ORIGIN = "test.example/log";

    private Browsing browsing;
    private EvidentProcess service;
    private Page page;

    @BeforeAll
    void open(@TempDir Path data) throws Exception {
        browsing = new Browsing();
        service = EvidentProcess.start(data);
        page = browsing.open(ViewerCase.desktop());
        page.navigate(service.viewer());
    }

    @AfterAll
    void close() {
        assertThat(browsing.finish("")).isEmpty();
        service.close();
        browsing.close();
    }

    @Test
    void everyInclusionProofLeadsToItsRootAndNoOtherDoes() throws Exception {
        List<Map<String, Object>> cases = new ArrayList<>();
        for (int size = 1; size <= LARGEST; size++) {
            for (int index = 0; index < size; index++) {
                cases.add(Map.of(
                        "index", index,
                        "size", size,
                        "leaf", base64(leaf(index)),
                        "path",
                                inclusion(index, 0, size).stream()
                                        .map(VerifyBrowserIT::base64)
                                        .toList(),
                        "root", base64(root(0, size))));
            }
        }

        Object wrong = page.evaluate(
                """
                async (cases) => {
                  const { rootOfInclusion } = await import('/js/verify.js');
                  const { fromBase64, toBase64 } = await import('/js/bytes.js');
                  const root = (c, index, path) => rootOfInclusion(index, c.size, fromBase64(c.leaf), path).then(toBase64, () => 'refused');
                  const wrong = [];
                  for (const c of cases) {
                    const path = c.path.map(fromBase64);
                    if (await root(c, c.index, path) !== c.root) wrong.push(['good', c]);
                    if (await root(c, c.index, [...path, fromBase64(c.leaf)]) === c.root) wrong.push(['longer', c]);
                    if (path.length && await root(c, c.index, path.slice(1)) === c.root) wrong.push(['shorter', c]);
                    if (await root(c, c.size, path) !== 'refused') wrong.push(['outside', c]);
                    if (c.size > 1 && await root(c, (c.index + 1) % c.size, path) === c.root) wrong.push(['elsewhere', c]);
                    for (const step of path) {
                      step[7] ^= 1;
                      if (await root(c, c.index, path) === c.root) wrong.push(['changed', c]);
                      step[7] ^= 1;
                    }
                  }
                  return wrong;
                }""",
                cases);

        assertThat((List<?>) wrong).isEmpty();
    }

    @Test
    void everyConsistencyProofHoldsAndNoChangedOneDoes() throws Exception {
        List<Map<String, Object>> cases = new ArrayList<>();
        for (int newer = 1; newer <= LARGEST; newer++) {
            for (int older = 1; older <= newer; older++) {
                cases.add(Map.of(
                        "older", older,
                        "newer", newer,
                        "path",
                                consistency(older, 0, newer, true).stream()
                                        .map(VerifyBrowserIT::base64)
                                        .toList(),
                        "olderRoot", base64(root(0, older)),
                        "newerRoot", base64(root(0, newer))));
            }
        }

        Object wrong = page.evaluate(
                """
                async (cases) => {
                  const { requireConsistent } = await import('/js/verify.js');
                  const { fromBase64 } = await import('/js/bytes.js');
                  const holds = (older, newer, path) => requireConsistent(older, newer, path).then(() => true, () => false);
                  const wrong = [];
                  for (const c of cases) {
                    const older = { size: c.older, root: fromBase64(c.olderRoot) };
                    const newer = { size: c.newer, root: fromBase64(c.newerRoot) };
                    const path = c.path.map(fromBase64);
                    if (!await holds(older, newer, path)) wrong.push(['good', c]);
                    if (await holds(older, newer, [...path, older.root])) wrong.push(['longer', c]);
                    if (path.length && await holds(older, newer, path.slice(0, -1))) wrong.push(['shorter', c]);
                    if (c.older !== c.newer && await holds(newer, older, path)) wrong.push(['backwards', c]);
                    for (const bytes of [older.root, newer.root, ...path]) {
                      bytes[31] ^= 128;
                      if (await holds(older, newer, path)) wrong.push(['changed', c]);
                      bytes[31] ^= 128;
                    }
                  }
                  return wrong;
                }""",
                cases);

        assertThat((List<?>) wrong).isEmpty();
    }

    @Test
    void aCheckpointIsTakenFromItsKeyAlone() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] raw = Arrays.copyOfRange(pair.getPublic().getEncoded(), 12, 44);
        byte[] typed = concat(new byte[] {1}, raw);
        byte[] id = Arrays.copyOf(sha256(concat((ORIGIN + "\n").getBytes(UTF_8), typed)), 4);
        String key = ORIGIN + "+" + HexFormat.of().formatHex(id) + "+" + base64(typed);
        String body = ORIGIN + "\n7\n" + base64(root(0, 7)) + "\n";
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(body.getBytes(UTF_8));
        String line = "— " + ORIGIN + " " + base64(concat(id, signer.sign())) + "\n";
        String other = "— other.example/log " + base64(new byte[68]) + "\n";

        assertThat(opened(body + "\n" + line, key)).isEqualTo("7");
        assertThat(opened(body + "\n" + other + line, key)).isEqualTo("7");
        assertThat(opened(body + "\n" + other, key)).contains("no signature by the key");
        assertThat(opened(body.replace("\n7\n", "\n8\n") + "\n" + line, key)).contains("does not fit");
        assertThat(opened(body.replace("test", "tset") + "\n" + line, key)).contains("does not fit");
        assertThat(opened(body + "\n" + line.replace(line.charAt(40), line.charAt(40) == 'A' ? 'B' : 'A'), key))
                .isNotEqualTo("7");
        assertThat(opened(body + line, key)).contains("not a signed note");
        String vector = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
        assertThat(opened(body + "\n" + line, vector)).contains("no signature by the key example.com/foo+530d903a");
        assertThat(opened(body + "\n" + line, vector.replace("530d903a", "530d903b")))
                .contains("id does not fit");
    }

    private String opened(String checkpoint, String key) {
        return (String) page.evaluate(
                """
                async ([checkpoint, key]) => {
                  const { openCheckpoint, readVerifierKey } = await import('/js/note.js');
                  try {
                    return String((await openCheckpoint(checkpoint, await readVerifierKey(key))).size);
                  } catch (refused) {
                    return refused.message;
                  }
                }""",
                List.of(checkpoint, key));
    }

    // The definitions of RFC 9162 §2.1, word by word, over entries whose text is their index.

    private static byte[] leaf(int index) throws Exception {
        return sha256(concat(new byte[] {0}, String.valueOf(index).getBytes(UTF_8)));
    }

    private static byte[] root(int from, int to) throws Exception {
        if (to - from == 1) {
            return leaf(from);
        }
        int middle = from + Integer.highestOneBit(to - from - 1);
        return sha256(concat(new byte[] {1}, root(from, middle), root(middle, to)));
    }

    private static List<byte[]> inclusion(int index, int from, int to) throws Exception {
        if (to - from == 1) {
            return new ArrayList<>();
        }
        int middle = from + Integer.highestOneBit(to - from - 1);
        boolean left = index < middle;
        List<byte[]> path = left ? inclusion(index, from, middle) : inclusion(index, middle, to);
        path.add(left ? root(middle, to) : root(from, middle));
        return path;
    }

    private static List<byte[]> consistency(int older, int from, int to, boolean whole) throws Exception {
        if (older == to - from) {
            return whole ? new ArrayList<>() : new ArrayList<>(List.of(root(from, to)));
        }
        int half = Integer.highestOneBit(to - from - 1);
        List<byte[]> path;
        if (older <= half) {
            path = consistency(older, from, from + half, whole);
            path.add(root(from + half, to));
        } else {
            path = consistency(older - half, from + half, to, false);
            path.add(root(from, from + half));
        }
        return path;
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
