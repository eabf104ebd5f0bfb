using System.Reflection;
using System.Runtime.CompilerServices;
using ArchUnitNET.Loader;

namespace ActorServer.Architecture.Tests;

/// <summary>The projects of src as they are compiled, and which may use which.</summary>
internal static class House
{
    /// <summary>Each assembly, and those of ours that it may refer to.</summary>
    public static readonly Dictionary<string, string[]> MayReferTo = new()
    {
        ["ActorServer.Abstractions"] = [],
        ["ActorServer.Native"] = [],
        ["ActorServer.Hocon"] = [],
        ["ActorServer.Monitoring"] = [],
        // Loaded by the server from a folder of its own, where it is asked for.
        ["ActorServer.Admin"] = ["ActorServer.Monitoring", "ActorServer.Native"],
        ["ActorServer.Control"] = ["ActorServer.Monitoring", "ActorServer.Native"],
        ["ActorServer.Akka.Threads"] = ["ActorServer.Native"],
        ["ActorServer.Akka.UnixSocket"] = ["ActorServer.Native"],
        ["ActorServer.Protocol"] = ["ActorServer.Abstractions", "ActorServer.Akka.Threads", "ActorServer.Akka.UnixSocket", "ActorServer.Native"],
        ["ActorServer.Serving"] = ["ActorServer.Abstractions", "ActorServer.Akka.Threads", "ActorServer.Native", "ActorServer.Protocol"],
        // Loaded by the server where it is a node.
        ["ActorServer.Cluster"] = ["ActorServer.Akka.UnixSocket", "ActorServer.Protocol"],
        ["ActorServer.TestKit"] = ["ActorServer.Abstractions", "ActorServer.Hocon", "ActorServer.Serving"],
        ["ActorServer.Handlers"] = ["ActorServer.Abstractions", "ActorServer.Native"],
        ["ActorServer.RemoteWorker"] = ["ActorServer.Abstractions", "ActorServer.Akka.Threads", "ActorServer.Native", "ActorServer.Protocol", "ActorServer.Serving"],
        ["ActorServer.AspNetCore"] = ["ActorServer.Abstractions", "ActorServer.RemoteWorker", "ActorServer.Serving"],
        ["actor-server"] =
        [
            "ActorServer.Abstractions", "ActorServer.Akka.Threads", "ActorServer.Akka.UnixSocket", "ActorServer.Cluster", "ActorServer.Control", "ActorServer.Handlers", "ActorServer.Hocon",
            "ActorServer.Monitoring", "ActorServer.Native", "ActorServer.Protocol", "ActorServer.Serving",
        ],
    };

    private static readonly Lazy<ArchUnitNET.Domain.Architecture> Loaded = new(() => new ArchLoader().LoadAssemblies([.. Assemblies]).Build());

    /// <summary>The repository's directory.</summary>
    public static string Root { get; } = Path.GetFullPath("../..", Path.GetDirectoryName(ThisFile())!);

    public static IEnumerable<Assembly> Assemblies => MayReferTo.Keys.Select(Assembly.Load);

    public static ArchUnitNET.Domain.Architecture Architecture => Loaded.Value;

    private static string ThisFile([CallerFilePath] string file = "") => file;
}
