using System.Runtime.CompilerServices;

namespace ActorServer.TestKit.Tests;

/// <summary>Lets tests wait longer than a user's would: they also run on machines that are busy.</summary>
internal static class TestDefaults
{
    [ModuleInitializer]
    internal static void Set() => TestClient.DefaultPatience = TimeSpan.FromSeconds(20);
}
