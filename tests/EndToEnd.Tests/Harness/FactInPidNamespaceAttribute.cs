namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A test that runs servers in namespaces of process ids, which only root can make.</summary>
internal sealed class FactInPidNamespaceAttribute : FactAttribute
{
    public const string Program = "/usr/bin/unshare";

    public FactInPidNamespaceAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "makes a namespace of process ids, which only root can";
        else if (!File.Exists(Program))
            Skip = $"there is no {Program}";
    }
}
