namespace ActorServer.Server.Hosting;

/// <summary>What <c>check</c> can tell of the token file before the admin application reads it.</summary>
internal static class AdminTokenFile
{
    private const UnixFileMode OwnerMay = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Why a file will not do; null where nothing is wrong, or there is none.</summary>
    public static string? Obstacle(string file)
    {
        if (file.Length == 0 || OperatingSystem.IsWindows())
            return null;
        if (!File.Exists(file))
            return Unusable(file, "does not exist");
        var mode = File.GetUnixFileMode(file);
        if ((mode & ~OwnerMay) != 0)
            return Unusable(file, $"has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}, so that others may use it; chmod 600 it");
        return new FileInfo(file).Length == 0 ? Unusable(file, "is empty; put a token into it, such as openssl rand -hex 32 prints") : null;
    }

    private static string Unusable(string file, string what) => $"actor-server.admin.token-file = {file} {what}";
}
