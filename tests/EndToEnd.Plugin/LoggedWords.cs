using Microsoft.Extensions.Logging;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>What is logged, and how, by what is said.</summary>
internal sealed partial class LoggedWords(ILogger log)
{
    private int _count;

    public void Say(string word)
    {
        using var scope = log.BeginScope("word {Number}", ++_count);
        switch (word.Split(' ')[0])
        {
            case "fail":
                Failed(log, word, Thrown());
                break;
            case "detail":
                Detail(log, word);
                break;
            case "die":
                Last(log, word);
                Environment.FailFast("told to");
                break;
            case "flood":
                for (var i = 0; i < 20_000; i++)
                    Said(log, word);
                break;
            default:
                Said(log, word);
                break;
        }
    }

    private static InvalidDataException Thrown()
    {
        try
        {
            throw new InvalidDataException("torn\nin two");
        }
        catch (InvalidDataException failure)
        {
            return failure;
        }
    }

    [LoggerMessage(17, LogLevel.Warning, "said {Word}")]
    private static partial void Said(ILogger log, string word);

    [LoggerMessage(18, LogLevel.Error, "failed at {Word}")]
    private static partial void Failed(ILogger log, string word, Exception failure);

    [LoggerMessage(19, LogLevel.Debug, "looked at {Word}")]
    private static partial void Detail(ILogger log, string word);

    [LoggerMessage(20, LogLevel.Critical, "last {Word}")]
    private static partial void Last(ILogger log, string word);
}
