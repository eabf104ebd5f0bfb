namespace ActorServer;

/// <summary>A handler's last word to its connection: it has failed, and why. The client is reset.</summary>
/// <param name="Error">The exception's type and message, in one line.</param>
internal sealed record HandlerFailed(string Error)
{
    public static HandlerFailed Because(Exception failure)
    {
        // The actor's own wrapping says nothing that the cause does not say.
        while (failure is Akka.Actor.ActorInitializationException or System.Reflection.TargetInvocationException or TypeLoadException or TypeInitializationException
            && failure.InnerException is { } cause)
            failure = cause;
        return new HandlerFailed($"{failure.GetType().Name}: {MessageOf(failure)}");
    }

    // It is a user's code too, and must not fail the reporting of its failure.
    private static string MessageOf(Exception failure)
    {
        try
        {
            return failure.Message;
        }
        catch (Exception)
        {
            return "(its message could not be had)";
        }
    }
}
