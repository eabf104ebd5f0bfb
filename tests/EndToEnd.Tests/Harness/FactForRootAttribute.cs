namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A test that needs processes of another user, which only root can start.</summary>
internal sealed class FactForRootAttribute : FactAttribute
{
    public const string Program = "/usr/bin/setpriv";

    public FactForRootAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "starts processes of another user, which only root can";
        else if (!File.Exists(Program))
            Skip = $"there is no {Program}";
    }
}
