namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// An isolation model and, for processes, a way in which it can be run that differs from the default: <c>process+relay</c>,
/// <c>process+managed</c>, <c>process+several</c>, or on another node: <c>process+elsewhere</c>. Tests of what must be the same in all of them run in each.
/// </summary>
internal static class Variant
{
    /// <summary>The isolation model.</summary>
    public static string Isolation(string variant) => variant.Split('+')[0];

    /// <summary>The settings that make the difference, <c>KEY=VALUE</c>.</summary>
    public static string[] Settings(string variant) => variant.Split('+') switch
    {
        [_, "relay"] => ["actor-server.backends.process.byte-path=relay"],
        [_, "native"] => ["actor-server.backends.process.executable=native"],
        [_, "managed"] => ["actor-server.backends.process.executable=managed"],
        [_, "elsewhere"] => [ElsewhereNode.Setting],
        [_, "several"] => ["actor-server.backends.process.clients-at-once=8", "actor-server.backends.process.clients-per-worker=0"],
        _ => [],
    };
}
