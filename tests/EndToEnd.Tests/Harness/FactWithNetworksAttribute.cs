namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A test that needs <see cref="TwoNetworks"/>.</summary>
internal sealed class FactWithNetworksAttribute : FactAttribute
{
    public FactWithNetworksAttribute() => Skip = TwoNetworks.Obstacle;
}
