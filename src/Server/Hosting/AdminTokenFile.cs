using ActorServer.Native.Files;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Hosting;

/// <summary>The token file before anything is started: what the admin application would say of it.</summary>
internal static class AdminTokenFile
{
    /// <summary>Looks whether it will do.</summary>
    /// <param name="file">Its path; empty where there is none.</param>
    /// <exception cref="ConfigurationError">It will not.</exception>
    public static void Check(string file)
    {
        if (file.Length == 0)
            return;
        try
        {
            SecretWord.Read(file);
        }
        catch (IOException unusable)
        {
            throw new ConfigurationError($"actor-server.admin.token-file = {file} {unusable.Message}");
        }
    }
}
