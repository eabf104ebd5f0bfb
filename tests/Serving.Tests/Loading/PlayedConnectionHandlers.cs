namespace Microsoft.AspNetCore.Connections
{
    /// <summary>By its name ASP.NET Core's, which is not there.</summary>
    public abstract class ConnectionHandler;
}

namespace ActorServer.Serving.Tests.Loading
{
    /// <summary>A handler that is written for Kestrel.</summary>
    public class PlayedConnectionHandler : Microsoft.AspNetCore.Connections.ConnectionHandler;

    /// <summary>The same.</summary>
    public sealed class DerivedConnectionHandler : PlayedConnectionHandler;
}
