package dev.evident.codec;

import com.github.luben.zstd.util.Native;
import java.nio.file.Path;
import java.util.Optional;

/** The native library, which unpacks itself into a directory when it is used first. */
public final class ZstdLibrary {
    private ZstdLibrary() {}

    /** Loads it, unless it is, from the system's directory of temporary files; returns why that is impossible. */
    public static Optional<String> load() {
        return load(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** Loads it, unless it is, from this directory; returns why that is impossible. */
    public static Optional<String> load(Path directory) {
        try {
            Native.load(directory.toFile());
            return Optional.empty();
        } catch (LinkageError impossible) {
            String why = String.valueOf(impossible.getMessage());
            return Optional.of(why.lines().findFirst().orElse(why));
        }
    }
}
