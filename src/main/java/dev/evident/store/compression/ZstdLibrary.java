package dev.evident.store.compression;

import com.github.luben.zstd.util.Native;
import java.util.Optional;

/** The native library, which unpacks itself into the directory of temporary files when it is used first. */
public final class ZstdLibrary {
    private ZstdLibrary() {}

    /** Loads it unless it is; answers why that is impossible. */
    public static Optional<String> load() {
        try {
            Native.load();
            return Optional.empty();
        } catch (LinkageError impossible) {
            String why = String.valueOf(impossible.getMessage());
            return Optional.of(why.lines().findFirst().orElse(why));
        }
    }
}
