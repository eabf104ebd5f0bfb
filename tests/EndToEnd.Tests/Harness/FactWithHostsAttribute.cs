namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A test that needs a <see cref="HostsFile"/>.</summary>
internal sealed class FactWithHostsAttribute : FactAttribute
{
    public FactWithHostsAttribute() => Skip = HostsFile.Obstacle;
}
