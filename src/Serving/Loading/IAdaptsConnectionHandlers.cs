namespace ActorServer.Serving.Loading;

/// <summary>What makes a <see cref="StreamHandler"/> of ASP.NET Core's <c>ConnectionHandler</c>.</summary>
internal interface IAdaptsConnectionHandlers
{
    /// <summary>The handler as one that runs here.</summary>
    /// <param name="handler">A <c>ConnectionHandler</c>.</param>
    StreamHandler Adapt(object handler);
}
