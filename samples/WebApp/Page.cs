namespace WebApp;

/// <summary>The page, which lies in the program itself: a worker's working directory may be anywhere.</summary>
internal static class Page
{
    public static string Html { get; } = Read();

    private static string Read()
    {
        using var page = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream("page.html")!);
        return page.ReadToEnd();
    }
}
