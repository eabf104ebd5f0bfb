using ActorServer.Native.Files;

namespace ActorServer.Server.Hosting;

/// <summary>The token file as <c>check</c> sees it: what the admin application would say of it at the start.</summary>
internal static class AdminTokenFile
{
    /// <summary>Why a file will not do; null where nothing is wrong, or there is none.</summary>
    public static string? Obstacle(string file)
    {
        if (file.Length == 0)
            return null;
        try
        {
            SecretWord.Read(file);
            return null;
        }
        catch (IOException unusable)
        {
            return $"actor-server.admin.token-file = {file} {unusable.Message}";
        }
    }
}
