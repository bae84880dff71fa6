package dev.evident.bus;

/** What the verticle that makes backups regularly serves. */
public final class BackupMessages {

    /** How the last backup went. */
    public static final Address<Check.Request, Check> CHECK = new Address<>("backup.check");

    private BackupMessages() {}
}
