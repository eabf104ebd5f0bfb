namespace ActorServer;

/// <summary>An embedded server could not start, although its configuration is right: a port is taken, no worker became ready.</summary>
public sealed class ActorServerException : Exception
{
    /// <summary>An error with this message.</summary>
    /// <param name="message">Why, in one line.</param>
    public ActorServerException(string message)
        : base(message)
    {
    }
}
