
namespace ActorServer.Server.Settings;

/// <summary>The handlers that have a name.</summary>
internal static class HandlerCatalogue
{
    /// <summary>The one that no server has: its service's own worker is the application.</summary>
    public static readonly (string Name, string TypeName, string Summary) Application =
        ("aspnetcore", "ActorServer.AspNetCore.Application, ActorServer.AspNetCore", "an ASP.NET Core application, whose processes are its service's workers: process with backends.process.executable");

    /// <summary>Name, type and one line about each that comes along.</summary>
    public static readonly IReadOnlyList<(string Name, string TypeName, string Summary)> BuiltIn =
    [
        ("log", "ActorServer.Handlers.LogHandler, ActorServer.Handlers", "prints what it receives and answers nothing, as the classic text's services do"),
        ("stream-log", "ActorServer.Handlers.StreamLogHandler, ActorServer.Handlers", "log as a loop on a stream"),
        ("echo", "ActorServer.Handlers.EchoHandler, ActorServer.Handlers", "sends back what it receives (RFC 862)"),
        ("stream-echo", "ActorServer.Handlers.StreamEchoHandler, ActorServer.Handlers", "echo as a loop on a stream"),
        ("discard", "ActorServer.Handlers.DiscardHandler, ActorServer.Handlers", "throws away what it receives (RFC 863)"),
        ("chargen", "ActorServer.Handlers.ChargenHandler, ActorServer.Handlers", "sends lines of characters without end (RFC 864)"),
        ("daytime", "ActorServer.Handlers.DaytimeHandler, ActorServer.Handlers", "sends the time of day as text and closes (RFC 867)"),
        ("time", "ActorServer.Handlers.TimeHandler, ActorServer.Handlers", "sends the time as 32 bits and closes (RFC 868)"),
        ("chaos", "ActorServer.Handlers.ChaosHandler, ActorServer.Handlers", "throws, exits, blocks, leaks and floods on command, to see isolation at work"),
        ("stream-chaos", "ActorServer.Handlers.StreamChaosHandler, ActorServer.Handlers", "chaos as a loop on a stream that blocks its thread; not in event"),
    ];

    /// <summary>All names.</summary>
    public static IEnumerable<(string Name, string TypeName, string Summary)> All => BuiltIn.Append(Application);
}
