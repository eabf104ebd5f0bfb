namespace ActorServer.Server.Steering;

/// <summary>How far the server has come, for those who cannot know its life.</summary>
/// <param name="IsServing">All services have begun to serve.</param>
/// <param name="IsStopping">It has been told to stop, or can serve no more.</param>
internal sealed record ServerPhase(Func<bool> IsServing, Func<bool> IsStopping)
{
    /// <summary>The word for it.</summary>
    public string Name => IsStopping() ? "draining" : IsServing() ? "serving" : "starting";
}
