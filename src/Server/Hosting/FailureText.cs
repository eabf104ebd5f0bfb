namespace ActorServer.Server.Hosting;

/// <summary>An exception as the reason why the server ends.</summary>
internal static class FailureText
{
    /// <summary>The first cause, by its type and its message, on one line.</summary>
    public static string OneLine(Exception failure)
    {
        var cause = failure.GetBaseException();
        return $"{cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}";
    }
}
