namespace ActorServer.Tests.Shared;

/// <summary>How much the tests do: little by default, and with <c>ACTOR_SERVER_TESTS=long</c> the full figures that were asked for.</summary>
internal static class TestSize
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("ACTOR_SERVER_TESTS") == "long";

    public static int Of(int ordinary, int full) => Long ? full : ordinary;
}
