namespace ActorServer.TestKit;

/// <summary>
/// A handler did not do what its test expected. The message says what was expected, what came instead, and how the handler
/// stands. It is no test framework's exception, so that the kit serves them all.
/// </summary>
public sealed class ExpectationFailedException : Exception
{
    /// <summary>A failed expectation.</summary>
    /// <param name="message">What was expected, what came, and how the handler stands.</param>
    public ExpectationFailedException(string message)
        : base(message)
    {
    }
}
