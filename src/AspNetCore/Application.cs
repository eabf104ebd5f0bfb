using ActorServer.Serving.Handlers;
using Akka.Configuration;

namespace ActorServer.AspNetCore;

/// <summary>
/// The handler that a worker's application is to its server: each connection goes to the endpoint, and from there to Kestrel. In HOCON
/// <c>type = "ActorServer.AspNetCore.Application, ActorServer.AspNetCore"</c>.
/// </summary>
[Duplex]
internal sealed class Application : StreamHandler, IValidatesSettings, IServesAllClients
{
    /// <summary>The key that names the endpoint; without it the first one serves.</summary>
    public const string EndpointKey = "endpoint";

    /// <summary>The endpoint of this process. As static as the process is a worker.</summary>
    public static HandOffListener? Endpoint { get; set; }

    private static HandOffListener Serving => Endpoint ?? throw new InvalidOperationException("The application has not called UseActorServer, or has not started.");

    /// <inheritdoc/>
    public static void Validate(Config settings)
    {
        foreach (var (key, _) in settings.AsEnumerable())
        {
            if (key != EndpointKey)
                throw new FormatException($"{key} is no setting of an ASP.NET Core application, which has only {EndpointKey}; others belong into appsettings.json");
        }
    }

    /// <inheritdoc/>
    public override Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation) => Serving.ServeAsync(stream, connection, cancellation);

    /// <inheritdoc/>
    public Task TakeAsync(TakenSocket client, ConnectionInfo connection, CancellationToken cutOff) => Serving.ServeAsync(client, connection, cutOff);
}
