namespace ActorServer.Server.Admission;

/// <summary>The words for how far a service has come.</summary>
internal static class ServiceState
{
    public const string Starting = "starting";
    public const string Serving = "serving";
    public const string Paused = "paused";
    public const string Draining = "draining";
}
